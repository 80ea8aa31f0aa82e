using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Tools;

namespace Outcrop.Bedrock.Rules;

/// <summary>
/// An answer that keeps to a schema (acceptance row 21): by <c>outputConfig</c> where the model has it, and where nothing is known of the model; else by a tool that must be called, whose arguments become the answer's text; else
/// by an instruction. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html.
/// </summary>
internal sealed class StructuredOutputRule : RequestRule
{
    private const string Parameter = "outputConfig.textFormat";
    private const string DefaultName = "response";
    private const string DefaultDescription = "Gives the answer. Call it once, with the whole answer.";
    private const string Instruction = "Answer with one JSON value and nothing else: no explanation, no code fence. It must be valid by this JSON schema:\n";

    /// <inheritdoc/>
    public override string Name => "structured-output";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.OutputConfig is not { Format: { } format } output)
        {
            return;
        }

        ModelStructuredOutput way = WayOf(draft);
        if (way is ModelStructuredOutput.Native or ModelStructuredOutput.Unknown)
        {
            return;
        }

        OutputConfiguration? rest = output with { Format = null };
        draft.Edit().OutputConfig = rest is { Effort: null, Additional.IsEmpty: true } ? null : rest;
        if (way == ModelStructuredOutput.ForcedTool && draft.Rules.Tools.Supported && IsObject(format.Schema))
        {
            AddTool(draft, format);
        }
        else
        {
            AddInstruction(draft, format);
        }
    }

    /// <summary>What the model can, as far as the body that is written has a place for it: a prompt of text holds neither a schema nor a tool.</summary>
    private static ModelStructuredOutput WayOf(RequestDraft draft)
    {
        ModelStructuredOutput way = WayOfModel(draft);
        if (way is ModelStructuredOutput.Native or ModelStructuredOutput.Unknown && draft.Family is { HoldsOutputFormat: false })
        {
            way = ModelStructuredOutput.ForcedTool;
        }

        return way == ModelStructuredOutput.ForcedTool && draft.Family is { HoldsTools: false } ? ModelStructuredOutput.None : way;
    }

    private static ModelStructuredOutput WayOfModel(RequestDraft draft) => (draft.Rules.StructuredOutput, draft.Model) switch
    {
        (not ModelStructuredOutput.Unknown, _) => draft.Rules.StructuredOutput,
        (_, null) => ModelStructuredOutput.Unknown,
        (_, { StructuredOutput: true }) => ModelStructuredOutput.Native,
        (_, { Tools: true }) => ModelStructuredOutput.ForcedTool,
        _ => ModelStructuredOutput.None,
    };

    private static void AddTool(RequestDraft draft, JsonOutputFormat format)
    {
        ToolConfiguration? given = draft.Request.ToolConfig;
        string wanted = format.Name ?? DefaultName;
        string name = draft.Answer.Names.IsLegal(wanted) ? wanted : DefaultName;
        while (given?.Tools.Any(tool => tool is ToolSpecification known && known.Name == name) == true)
        {
            name += "_json";
        }

        bool alone = given is null or { ToolChoice: null, Tools: [] };
        ToolChoice? choice = given?.ToolChoice is AnyToolChoice or NamedToolChoice ? given.ToolChoice
            : alone && ToolChoiceRule.Takes(draft, "tool") ? new NamedToolChoice(name)

            // Beside other tools any of them may come first.
            : ToolChoiceRule.Takes(draft, "any") ? ToolChoice.Any
            : given?.ToolChoice;
        var answer = new ToolSpecification(name, string.IsNullOrWhiteSpace(format.Description) ? DefaultDescription : format.Description, format.Schema);
        draft.Edit().ToolConfig = new ToolConfiguration([.. given?.Tools ?? [], answer], choice) { Additional = given?.Additional ?? default };
        draft.Answer.AnswerTool = name;
        draft.Answer.OnlyAnswerTool = choice is AnyToolChoice or NamedToolChoice;
        draft.Adjust(Parameter, $"by the tool \"{name}\", whose arguments are the answer");
    }

    private static void AddInstruction(RequestDraft draft, JsonOutputFormat format)
    {
        var instruction = new TextBlock(Instruction + format.Schema);
        draft.Adjust(Parameter, "by an instruction: the model has neither a native form nor tools for it");
        IList<Message> messages = draft.Request.Messages;
        if (draft is { Model.System: false, IsConverse: true } && messages.Count > 0 && messages[^1].Role == ConversationRole.User)
        {
            Message last = messages[^1];
            draft.Replace([.. messages.SkipLast(1), new Message(last.Role, [.. last.Content, instruction]) { Additional = last.Additional, Dialect = last.Dialect }]);
        }
        else
        {
            draft.Replace(system: [.. draft.Request.System, instruction]);
        }
    }

    private static bool IsObject(RawJson schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema.Utf8, ConverseJson.DocumentOptions);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out JsonElement type)
            && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8);
    }
}
