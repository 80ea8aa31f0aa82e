using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>A choice of tools that the model takes, also while it reasons. The nearest that means the same is taken in its place; where only a weaker one is left, that is reported as a loss.</summary>
internal sealed class ToolChoiceRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "tool-choice";

    /// <summary>Whether the model takes a kind of choice.</summary>
    /// <param name="draft">The request; what reasons is known already.</param>
    /// <param name="kind"><c>auto</c>, <c>any</c> or <c>tool</c>.</param>
    public static bool Takes(RequestDraft draft, string kind) =>
        ((draft.Reasons ? draft.Rules.Tools.ChoicesWhileReasoning : null) ?? draft.Rules.Tools.Choices)?.Contains(kind) != false;

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.ToolConfig is not { ToolChoice: { } choice } configuration)
        {
            return;
        }

        string kind = choice switch
        {
            AutoToolChoice => "auto",
            AnyToolChoice => "any",
            NamedToolChoice => "tool",
            _ => throw new InvalidOperationException($"A choice of type {choice.GetType().Name} has no kind."),
        };
        if (Takes(draft, kind))
        {
            return;
        }

        string? only = configuration.Tools is [ToolSpecification single] ? single.Name : null;
        ToolChoice? nearest = choice switch
        {
            AnyToolChoice when only is not null && Takes(draft, "tool") => new NamedToolChoice(only),
            NamedToolChoice named when named.Name == only && Takes(draft, "any") => ToolChoice.Any,
            _ => null,
        };
        if (nearest is not null)
        {
            draft.Adjust("toolConfig.toolChoice", "the one tool there is, said otherwise");
        }
        else if (choice is AutoToolChoice)
        {
            draft.Adjust("toolConfig.toolChoice", "left out: the model decides anyway");
        }
        else
        {
            nearest = choice is NamedToolChoice && Takes(draft, "any") ? ToolChoice.Any : Takes(draft, "auto") ? ToolChoice.Auto : null;
            draft.Drop("toolConfig.toolChoice", draft.Reasons ? "the model cannot be forced to call this tool while it reasons" : "the model cannot be forced to call this tool");
        }

        draft.Edit().ToolConfig = configuration with { ToolChoice = nearest };
    }
}
