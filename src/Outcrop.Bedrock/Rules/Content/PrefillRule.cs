using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>
/// A conversation that ends with the assistant asks the model to go on from there, which some refuse (acceptance row 12): what was begun is left out then, unless it holds a call, which is no beginning of an answer. Where it is
/// taken, white space at its end is not.
/// </summary>
internal sealed class PrefillRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "prefill";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if ((draft.Traits & RequestTraits.AssistantLast) == 0 || draft.Request.Messages is not [.., { } last] || last.Role != ConversationRole.Assistant || last.Content.Any(static block => block is ToolUseBlock))
        {
            return;
        }

        int index = draft.Request.Messages.Count - 1;
        if (!draft.Rules.Prefill || (draft.Reasons && !draft.Rules.PrefillWhileReasoning))
        {
            draft.Drop($"messages[{index}]", draft.Rules.Prefill ? "the model does not go on from a begun answer while it reasons" : "the model does not go on from a begun answer");
            draft.Replace([.. draft.Request.Messages.Take(index)]);
            return;
        }

        if (last.Content is [.., TextBlock text] && text.Text.AsSpan().TrimEnd().Length < text.Text.Length)
        {
            draft.Adjust($"messages[{index}].content[{last.Content.Count - 1}].text", "without the white space at its end");
            List<ContentBlock> content = [.. last.Content.SkipLast(1), text with { Text = text.Text.TrimEnd() }];
            draft.Replace([.. draft.Request.Messages.Take(index), new Message(last.Role, content) { Additional = last.Additional, Dialect = last.Dialect }]);
        }
    }
}
