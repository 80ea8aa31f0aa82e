using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// The output item that is being written: its events as it grows, where there is a stream, and the item itself when it is closed. A delta's characters are copied as they stand, since an escape is the
/// same in every JSON document; they are gathered in pooled memory, since the item says them again at its end. A piece allocates nothing. Not thread-safe.
/// </summary>
/// <param name="core">What is peculiar to the answer in its items' ids.</param>
/// <param name="request">What was asked for.</param>
/// <param name="events">The stream, if the answer is streamed.</param>
internal sealed class ResponsesItem(string core, ResponsesRequest request, ResponsesEvents? events) : IDisposable
{
    private readonly byte[] _core = Encoding.UTF8.GetBytes(core);
    private readonly PooledBufferWriter _closed = new(1024);
    private readonly PooledBufferWriter _id = new(64);
    private readonly PooledBufferWriter _text = new(1024);
    private readonly PooledBufferWriter _signature = new();
    private readonly PooledBufferWriter _parts = new();
    private readonly PooledBufferWriter _call = new();
    private readonly List<JsonElement> _citations = [];
    private int _index = -1;
    private int _part;
    private bool _partIsOpen;

    /// <summary>What it is.</summary>
    public ResponsesItemKind Kind { get; private set; }

    /// <summary>The items that are closed, parted by commas.</summary>
    public ReadOnlySpan<byte> Closed => _closed.WrittenSpan;

    /// <summary>Opens an item; none is open.</summary>
    /// <param name="kind">What it is; no call.</param>
    public void Open(ResponsesItemKind kind)
    {
        Begin(kind, kind == ResponsesItemKind.Message ? "msg_"u8 : "rs_"u8);
        if (events is null)
        {
            return;
        }

        events.Begin("response.output_item.added"u8);
        PutHead(kind == ResponsesItemKind.Message ? "message"u8 : "reasoning"u8, "in_progress"u8);
        events.Put(kind == ResponsesItemKind.Message ? ",\"role\":\"assistant\",\"content\":[]}"u8 : ",\"summary\":[],\"encrypted_content\":null}"u8);
        events.End();
    }

    /// <summary>Opens a call; none is open.</summary>
    /// <param name="start">The event that begins it.</param>
    public void OpenCall(in ConverseEvent start)
    {
        ResponsesTool? tool = request.Tools.Find(start.ToolName.GetString());
        bool custom = tool is { IsCustom: true };
        Begin(custom ? ResponsesItemKind.Custom : ResponsesItemKind.Function, custom ? "ctc_"u8 : "fc_"u8);
        _call.Clear();
        _call.Write(",\"call_id\":\""u8);
        _call.Write(start.ToolUseId.Utf8.Span);
        _call.Write("\",\"name\":\""u8);
        _call.Write(tool is null ? start.ToolName.Utf8.Span : JsonEncodedText.Encode(tool.Name).EncodedUtf8Bytes);
        if (tool?.Namespace is { } space)
        {
            _call.Write("\",\"namespace\":\""u8);
            _call.Write(JsonEncodedText.Encode(space).EncodedUtf8Bytes);
        }

        _call.Write("\""u8);
        if (events is null)
        {
            return;
        }

        events.Begin("response.output_item.added"u8);
        PutHead(custom ? "custom_tool_call"u8 : "function_call"u8, "in_progress"u8);
        events.Put(_call.WrittenSpan);
        events.Put(custom ? ",\"input\":\"\"}"u8 : ",\"arguments\":\"\"}"u8);
        events.End();
    }

    /// <summary>Opens a call that the service itself runs: nothing is told of it.</summary>
    public void OpenServerCall() => Kind = ResponsesItemKind.ServerCall;

    /// <summary>Adds a piece to what the item says. A part of it is opened where none is.</summary>
    /// <param name="text">The piece.</param>
    public void Append(JsonText text)
    {
        switch (Kind)
        {
            case ResponsesItemKind.Message:
                OpenPart("response.content_part.added"u8, ",\"content_index\":"u8, "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}"u8);
                PutDelta("response.output_text.delta"u8, ",\"content_index\":"u8, text, ",\"logprobs\":[]"u8);
                break;
            case ResponsesItemKind.Thought when request.SummarizeReasoning:
                OpenPart("response.reasoning_summary_part.added"u8, ",\"summary_index\":"u8, "{\"type\":\"summary_text\",\"text\":\"\"}"u8);
                PutDelta("response.reasoning_summary_text.delta"u8, ",\"summary_index\":"u8, text, default);
                break;
            case ResponsesItemKind.Thought:
                OpenPart("response.content_part.added"u8, ",\"content_index\":"u8, "{\"type\":\"reasoning_text\",\"text\":\"\"}"u8);
                PutDelta("response.reasoning_text.delta"u8, ",\"content_index\":"u8, text, default);
                break;
            case ResponsesItemKind.Function:
                PutDelta("response.function_call_arguments.delta"u8, default, text, default);
                break;
            case ResponsesItemKind.EncryptedThought or ResponsesItemKind.Custom:
                break;
            case ResponsesItemKind.ServerCall:
                return;
            case ResponsesItemKind.None:
                throw new InvalidOperationException("No item is open.");
            default:
                throw new InvalidOperationException($"Unknown item {Kind}.");
        }

        _text.Write(text.Utf8.Span);
    }

    /// <summary>Adds a piece of a thought's signature.</summary>
    /// <param name="signature">The piece.</param>
    public void AppendSignature(JsonText signature) => _signature.Write(signature.Utf8.Span);

    /// <summary>Adds a source of the part that is open or that the next piece opens: Bedrock names it before the text that it covers.</summary>
    /// <param name="citation">Converse's citation; kept until the part is closed.</param>
    public void AddCitation(JsonElement citation) => _citations.Add(citation);

    /// <summary>Closes the part that is open; the next piece opens another.</summary>
    public void ClosePart()
    {
        if (!_partIsOpen)
        {
            _citations.Clear();
            return;
        }

        _partIsOpen = false;
        int start = _parts.WrittenCount == 0 ? 0 : _parts.WrittenCount + 1;
        _parts.Write(start == 0 ? default : ","u8);
        ReadOnlySpan<byte> index = ",\"content_index\":"u8;
        if (Kind == ResponsesItemKind.Message)
        {
            _parts.Write("{\"type\":\"output_text\",\"annotations\":["u8);
            WriteAnnotations();
            _parts.Write("],\"logprobs\":[],\"text\":\""u8);
            PutDone("response.output_text.done"u8, index, ",\"text\":\""u8, _text.WrittenSpan, ",\"logprobs\":[]"u8);
        }
        else if (request.SummarizeReasoning)
        {
            index = ",\"summary_index\":"u8;
            _parts.Write("{\"type\":\"summary_text\",\"text\":\""u8);
            PutDone("response.reasoning_summary_text.done"u8, index, ",\"text\":\""u8, _text.WrittenSpan, default);
        }
        else
        {
            _parts.Write("{\"type\":\"reasoning_text\",\"text\":\""u8);
            PutDone("response.reasoning_text.done"u8, index, ",\"text\":\""u8, _text.WrittenSpan, default);
        }

        _parts.Write(_text.WrittenSpan);
        _parts.Write("\"}"u8);
        bool summary = Kind == ResponsesItemKind.Thought && request.SummarizeReasoning;
        if (events is not null)
        {
            events.Begin(summary ? "response.reasoning_summary_part.done"u8 : "response.content_part.done"u8, _id.WrittenSpan, _index);
            events.Put(index);
            events.PutNumber(_part);
            events.Put(",\"part\":"u8);
            events.Put(_parts.WrittenSpan[start..]);
            events.End();
        }

        _part++;
        if (Kind == ResponsesItemKind.Message)
        {
            _text.Clear();
        }
    }

    /// <summary>Closes the item, if one is open.</summary>
    /// <param name="status"><c>completed</c> or <c>incomplete</c>.</param>
    public void Close(ReadOnlySpan<byte> status)
    {
        ClosePart();
        ResponsesItemKind kind = Kind;
        Kind = ResponsesItemKind.None;
        if (kind is ResponsesItemKind.None or ResponsesItemKind.ServerCall)
        {
            return;
        }

        int start = _closed.WrittenCount == 0 ? 0 : _closed.WrittenCount + 1;
        _closed.Write(start == 0 ? default : ","u8);
        switch (kind)
        {
            case ResponsesItemKind.Message:
                WriteHead("message"u8, status);
                _closed.Write(",\"role\":\"assistant\",\"content\":["u8);
                _closed.Write(_parts.WrittenSpan);
                _closed.Write("]}"u8);
                break;
            case ResponsesItemKind.Function:
                CloseFunction(status);
                break;
            case ResponsesItemKind.Custom:
                CloseCustom(status);
                break;
            default:
                CloseThought(kind, status);
                break;
        }

        if (events is not null)
        {
            events.Begin("response.output_item.done"u8);
            events.Put(",\"output_index\":"u8);
            events.PutNumber(_index);
            events.Put(",\"item\":"u8);
            events.Put(_closed.WrittenSpan[start..]);
            events.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PooledBufferWriter buffer in (ReadOnlySpan<PooledBufferWriter>)[_closed, _id, _text, _signature, _parts, _call])
        {
            buffer.Dispose();
        }
    }

    private void Begin(ResponsesItemKind kind, ReadOnlySpan<byte> prefix)
    {
        Kind = kind;
        _index++;
        _part = 0;
        _text.Clear();
        _signature.Clear();
        _parts.Clear();
        _id.Clear();
        _id.Write(prefix);
        _id.Write(_core);
        _id.Write("_"u8);
        Utf8Formatter.TryFormat(_index, _id.GetSpan(11), out int written);
        _id.Advance(written);
    }

    /// <summary>Where a source's text ends is known only now that the part has ended.</summary>
    private void WriteAnnotations()
    {
        if (_citations.Count == 0)
        {
            return;
        }

        int length = new JsonText(_text.WrittenMemory, escaped: true).GetString().EnumerateRunes().Count();
        for (int i = 0; i < _citations.Count; i++)
        {
            _parts.Write(i == 0 ? default : ","u8);
            int start = _parts.WrittenCount;
            ResponsesAnnotation.Write(_parts, _citations[i], length);
            if (events is not null)
            {
                events.Begin("response.output_text.annotation.added"u8, _id.WrittenSpan, _index);
                PutPlace(",\"content_index\":"u8);
                events.Put(",\"annotation_index\":"u8);
                events.PutNumber(i);
                events.Put(",\"annotation\":"u8);
                events.Put(_parts.WrittenSpan[start..]);
                events.End();
            }
        }

        _citations.Clear();
    }

    private void CloseFunction(ReadOnlySpan<byte> status)
    {
        // A call without arguments has none on the wire; in this dialect it has an empty object, which clients parse.
        if (_text.WrittenCount == 0)
        {
            var none = new JsonText("{}"u8.ToArray(), escaped: false);
            PutDelta("response.function_call_arguments.delta"u8, default, none, default);
            _text.Write(none.Utf8.Span);
        }

        PutDone("response.function_call_arguments.done"u8, default, ",\"arguments\":\""u8, _text.WrittenSpan, _call.WrittenSpan);
        WriteHead("function_call"u8, status);
        _closed.Write(_call.WrittenSpan);
        _closed.Write(",\"arguments\":\""u8);
        _closed.Write(_text.WrittenSpan);
        _closed.Write("\"}"u8);
    }

    private void CloseCustom(ReadOnlySpan<byte> status)
    {
        using PooledBufferWriter input = CustomInput.Of(new JsonText(_text.WrittenMemory, escaped: true));
        if (events is not null)
        {
            events.Begin("response.custom_tool_call_input.delta"u8, _id.WrittenSpan, _index);
            events.Put(",\"delta\":\""u8);
            events.Put(input.WrittenSpan);
            events.Put("\""u8);
            events.EndDelta();
        }

        PutDone("response.custom_tool_call_input.done"u8, default, ",\"input\":\""u8, input.WrittenSpan, default);
        WriteHead("custom_tool_call"u8, status);
        _closed.Write(_call.WrittenSpan);
        _closed.Write(",\"input\":\""u8);
        _closed.Write(input.WrittenSpan);
        _closed.Write("\"}"u8);
    }

    private void CloseThought(ResponsesItemKind kind, ReadOnlySpan<byte> status)
    {
        WriteHead("reasoning"u8, status);
        _closed.Write(",\"summary\":["u8);
        _closed.Write(request.SummarizeReasoning ? _parts.WrittenSpan : default);
        _closed.Write(request.SummarizeReasoning || _parts.WrittenCount == 0 ? "]"u8 : "],\"content\":["u8);
        if (!request.SummarizeReasoning && _parts.WrittenCount > 0)
        {
            _closed.Write(_parts.WrittenSpan);
            _closed.Write("]"u8);
        }

        _closed.Write(",\"encrypted_content\":\""u8);
        if (kind == ResponsesItemKind.EncryptedThought)
        {
            ReasoningEnvelope.WriteRedacted(_closed, _text.WrittenSpan);
        }
        else
        {
            ReasoningEnvelope.WriteThought(_closed, _text.WrittenSpan, _signature.WrittenSpan);
        }

        _closed.Write("\"}"u8);
    }

    private void WriteHead(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status)
    {
        _closed.Write("{\"id\":\""u8);
        _closed.Write(_id.WrittenSpan);
        _closed.Write("\",\"type\":\""u8);
        _closed.Write(type);
        _closed.Write("\",\"status\":\""u8);
        _closed.Write(status);
        _closed.Write("\""u8);
    }

    private void PutHead(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status)
    {
        events!.Put(",\"output_index\":"u8);
        events.PutNumber(_index);
        events.Put(",\"item\":{\"id\":\""u8);
        events.Put(_id.WrittenSpan);
        events.Put("\",\"type\":\""u8);
        events.Put(type);
        events.Put("\",\"status\":\""u8);
        events.Put(status);
        events.Put("\""u8);
    }

    private void OpenPart(ReadOnlySpan<byte> type, ReadOnlySpan<byte> index, ReadOnlySpan<byte> part)
    {
        if (_partIsOpen)
        {
            return;
        }

        _partIsOpen = true;
        if (events is not null)
        {
            events.Begin(type, _id.WrittenSpan, _index);
            events.Put(index);
            events.PutNumber(_part);
            events.Put(",\"part\":"u8);
            events.Put(part);
            events.End();
        }
    }

    private void PutDelta(ReadOnlySpan<byte> type, ReadOnlySpan<byte> index, JsonText text, ReadOnlySpan<byte> more)
    {
        if (events is null)
        {
            return;
        }

        events.Begin(type, _id.WrittenSpan, _index);
        PutPlace(index);
        events.Put(",\"delta\":\""u8);
        events.Put(text.Utf8.Span);
        events.Put("\""u8);
        events.Put(more);
        events.EndDelta();
    }

    private void PutDone(ReadOnlySpan<byte> type, ReadOnlySpan<byte> index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, ReadOnlySpan<byte> more)
    {
        if (events is null)
        {
            return;
        }

        events.Begin(type, _id.WrittenSpan, _index);
        PutPlace(index);
        events.Put(name);
        events.Put(text);
        events.Put("\""u8);
        events.Put(more);
        events.End();
    }

    private void PutPlace(ReadOnlySpan<byte> index)
    {
        if (!index.IsEmpty)
        {
            events!.Put(index);
            events.PutNumber(_part);
        }
    }
}
