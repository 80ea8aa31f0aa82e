using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Content;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>Calls and results of the conversation bear the names and ids that go out (acceptance row 29); a call without arguments has the empty object (row 6).</summary>
internal sealed class ToolCallRule : BlockRule
{
    /// <inheritdoc/>
    public override string Name => "tool-calls";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) => (draft.Traits & (RequestTraits.ToolUse | RequestTraits.ToolResult)) != 0;

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        switch (block)
        {
            case ToolUseBlock call:
                string id = draft.Answer.Ids.Sent(call.ToolUseId);
                string name = draft.Answer.Names.Sent(call.Name);
                bool noArguments = call.Input.Utf8.Span.SequenceEqual("null"u8);
                Report(draft, place, "toolUse.toolUseId", call.ToolUseId, id);
                Report(draft, place, "toolUse.name", call.Name, name);
                if (noArguments)
                {
                    draft.Adjust(place.Path("toolUse.input"), "{} for null");
                }

                return !noArguments && ReferenceEquals(id, call.ToolUseId) && ReferenceEquals(name, call.Name) ? block
                    : call with { ToolUseId = id, Name = name, Input = noArguments ? ToolArguments.Empty : call.Input };
            case ToolResultBlock result:
                string answered = draft.Answer.Ids.Sent(result.ToolUseId);
                Report(draft, place, "toolResult.toolUseId", result.ToolUseId, answered);
                return ReferenceEquals(answered, result.ToolUseId) ? block : result with { ToolUseId = answered };
            default:
                return block;
        }
    }

    private static void Report(RequestDraft draft, BlockPlace place, string member, string given, string sent)
    {
        if (!ReferenceEquals(given, sent))
        {
            draft.Adjust(place.Path(member), $"{sent}: the name is too long or has other characters than Bedrock takes");
        }
    }
}
