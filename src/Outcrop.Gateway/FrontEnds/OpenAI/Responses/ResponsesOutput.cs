using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Makes output items of Converse's events, the same way for a stream and for a whole answer. An item is closed when the next begins or the message ends, since only then is it known whether it is
/// complete: Bedrock ends a block that the limit of tokens cut like any other. Not thread-safe.
/// </summary>
/// <param name="item">The item that is being written, and those before it.</param>
internal sealed class ResponsesOutput(ResponsesItem item)
{
    /// <summary>Only what comes at the end: the item has the rest.</summary>
    private readonly ConverseMessageBuilder _ending = new();
    private int _block = -1;

    /// <summary>How the answer ended; only once <see cref="HasStopped"/>. Its message is empty.</summary>
    public ConverseResponse Ending => _ending.Build();

    /// <summary>Whether the model has said that it had stopped.</summary>
    public bool HasStopped => _ending.IsComplete;

    /// <summary>Takes an event.</summary>
    /// <param name="converseEvent">The event.</param>
    public void Write(in ConverseEvent converseEvent)
    {
        switch (converseEvent.Kind)
        {
            case ConverseEventKind.TextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    WriteText(in converseEvent);
                }

                break;
            case ConverseEventKind.ReasoningTextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    Enter(ResponsesItemKind.Thought, converseEvent.BlockIndex);
                    item.Append(converseEvent.Text);
                }

                break;
            case ConverseEventKind.ReasoningSignatureDelta:
                Enter(ResponsesItemKind.Thought, converseEvent.BlockIndex);
                item.AppendSignature(converseEvent.Text);
                break;
            case ConverseEventKind.RedactedReasoningDelta:
                Enter(ResponsesItemKind.EncryptedThought, converseEvent.BlockIndex);
                item.Append(converseEvent.Text);
                break;
            case ConverseEventKind.ToolUseStart:
                StartCall(in converseEvent);
                break;
            case ConverseEventKind.ToolInputDelta:
                if (!converseEvent.Text.IsEmpty && converseEvent.BlockIndex == _block)
                {
                    item.Append(converseEvent.Text);
                }

                break;
            case ConverseEventKind.ContentBlockStop:
                _block = converseEvent.BlockIndex == _block ? -1 : _block;
                break;
            case ConverseEventKind.MessageStop:
                _ending.Add(in converseEvent);
                item.Close(ResponsesStatus.Of(converseEvent.StopReason).Reason is null ? "completed"u8 : "incomplete"u8);
                break;
            case ConverseEventKind.Metadata:
                _ending.Add(in converseEvent);
                break;
            case ConverseEventKind.OtherDelta:
                WriteOther(in converseEvent);
                break;
            case ConverseEventKind.MessageStart or ConverseEventKind.OtherBlockStart or ConverseEventKind.Unknown:
                break;
            default:
                throw new InvalidOperationException($"Unknown event kind {converseEvent.Kind}.");
        }
    }

    /// <summary>Takes a source of the text of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="citation">Converse's citation, which must outlive the item.</param>
    public void Cite(int block, JsonElement citation)
    {
        EnterText(block);
        item.AddCitation(citation);
    }

    /// <summary>Of the other deltas this dialect has a word for sources only.</summary>
    private void WriteOther(in ConverseEvent other)
    {
        using JsonDocument delta = JsonDocument.Parse(other.Raw);
        if (delta.RootElement.TryGetProperty("citation", out JsonElement citation) && citation.ValueKind == JsonValueKind.Object)
        {
            Cite(other.BlockIndex, citation.Clone());
        }
    }

    private void WriteText(in ConverseEvent text)
    {
        EnterText(text.BlockIndex);
        item.Append(text.Text);
    }

    /// <summary>Texts that follow one another are parts of one message.</summary>
    private void EnterText(int block)
    {
        if (item.Kind != ResponsesItemKind.Message)
        {
            Enter(ResponsesItemKind.Message, block);
        }
        else if (block != _block)
        {
            item.ClosePart();
            _block = block;
        }
    }

    private void Enter(ResponsesItemKind kind, int block)
    {
        if (item.Kind != kind || block != _block)
        {
            item.Close("completed"u8);
            item.Open(kind);
            _block = block;
        }
    }

    private void StartCall(in ConverseEvent start)
    {
        item.Close("completed"u8);
        _block = start.BlockIndex;

        // What the service runs itself is no call for the caller.
        if (start.ToolUseType.Utf8.Span.SequenceEqual("server_tool_use"u8))
        {
            item.OpenServerCall();
        }
        else
        {
            item.OpenCall(in start);
        }
    }
}
