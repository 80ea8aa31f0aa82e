using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// The events of one stream as updates, one each. Text goes out as it comes; what makes sense only whole (calls, signatures, encrypted thoughts, blocks of
/// other kinds) when its block ends, so that the aggregation of updates finds it in one piece. Not thread-safe.
/// </summary>
internal sealed class UpdateWriter(ChatPlan plan)
{
    private readonly string _id = "chat_" + Guid.NewGuid().ToString("N");
    private readonly SortedDictionary<int, OpenBlock> _open = [];
    private bool _openThought;

    /// <summary>Restates an event.</summary>
    public ChatResponseUpdate Write(ConverseStreamEvent item)
    {
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = plan.Request.ModelId, RawRepresentation = item };
        switch (item)
        {
            case MessageStartEvent or UnknownEvent:
                break;
            case ContentBlockStartEvent start:
                Close(start.ContentBlockIndex, update.Contents);
                _open[start.ContentBlockIndex] = new OpenBlock(start.Start);
                break;
            case ContentBlockDeltaEvent delta:
                Append(delta, update.Contents);
                break;
            case ContentBlockStopEvent stop:
                Close(stop.ContentBlockIndex, update.Contents);
                break;
            case MessageStopEvent stop:
                foreach (int index in _open.Keys.ToArray())
                {
                    Close(index, update.Contents);
                }

                update.FinishReason = FinishReasons.Of(stop.StopReason);
                break;
            case MetadataEvent { Usage: { } usage }:
                update.Contents.Add(new UsageContent(Usage.Of(usage)));
                break;
            case MetadataEvent:
                break;
            default:
                throw new InvalidOperationException($"An event of type {item.GetType().Name} has no update.");
        }

        if (item is MessageStartEvent begin && (plan.Dropped.Count > 0 || begin.Dropped.Count > 0))
        {
            update.AdditionalProperties = new AdditionalPropertiesDictionary { [ResponseWriter.Dropped] = (string[])[.. plan.Dropped, .. begin.Dropped.Select(static parameter => parameter.Name)] };
        }

        return update;
    }

    private void Append(ContentBlockDeltaEvent item, IList<AIContent> contents)
    {
        if (!_open.TryGetValue(item.ContentBlockIndex, out OpenBlock? block) || !block.Takes(item.Delta))
        {
            // Some models reuse an index for a block of another kind without ending the first.
            Close(item.ContentBlockIndex, contents);
            _open[item.ContentBlockIndex] = block = new OpenBlock(null);
        }

        bool newThought = block.IsNew && item.Delta is ReasoningTextDelta or ReasoningSignatureDelta or RedactedReasoningDelta;
        if (newThought && _openThought)
        {
            contents.Add(new TextReasoningContent("") { ProtectedData = ProtectedReasoning.Unsigned });
            _openThought = false;
        }

        block.Append(item.Delta);
        switch (item.Delta)
        {
            case TextDelta text:
                Add(new TextContent(text.Text), contents);
                break;
            case ReasoningTextDelta thought:
                Add(new TextReasoningContent(thought.Text), contents);
                _openThought = true;
                break;
            case OtherDelta other when CitationOf(other) is { } citation:
                Add(new TextContent("") { Annotations = [Citations.Read(citation)], RawRepresentation = other }, contents);
                break;
            default:
                break;
        }
    }

    private void Close(int index, IList<AIContent> contents)
    {
        if (!_open.Remove(index, out OpenBlock? block))
        {
            return;
        }

        switch (block.Build())
        {
            case ToolUseBlock call:
                Add(FunctionCalls.Of(call), contents);
                break;
            case ReasoningBlock { Signature: { } signature }:
                Add(new TextReasoningContent("") { ProtectedData = ProtectedReasoning.OfSignature(signature) }, contents);
                break;
            case RedactedReasoningBlock redacted:
                Add(new TextReasoningContent("") { ProtectedData = ProtectedReasoning.OfRedacted(redacted.Base64) }, contents);
                break;

            // Their text has gone out already.
            case TextBlock or ReasoningBlock or null:
                break;
            case ContentBlock other:
                ContentWriter.Write(other, contents);
                _openThought = false;
                break;
        }
    }

    private void Add(AIContent content, IList<AIContent> contents)
    {
        contents.Add(content);
        _openThought &= content is TextReasoningContent { ProtectedData: null };
    }

    private static JsonElement? CitationOf(OtherDelta delta) =>
        Json.Parse(delta.Raw) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("citation", out JsonElement citation) ? citation : null;
}
