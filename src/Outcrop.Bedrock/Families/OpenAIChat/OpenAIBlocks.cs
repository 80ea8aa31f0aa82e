using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// Makes blocks of OpenAI's deltas, which have none: reasoning, text and each tool call become a block of their own, one after the other. Deltas may go to and fro between
/// calls, blocks may not: while a call is open, what belongs to others waits for the end, since nothing else says that a call is complete.
/// </summary>
internal sealed class OpenAIBlocks(ReasoningTags tags)
{
    private readonly ReasoningSplitter _splitter = new(tags);
    private readonly List<WaitingBlock> _waiting = [];
    private ConverseEventKind _open;
    private int _index = -1;
    private int _call;
    private JsonText _callId;

    /// <summary>Whether a guardrail has stepped in.</summary>
    public bool GuardrailIntervened { get; set; }

    /// <summary>Whether the message has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads a delta.</summary>
    public void AddDelta(ReadOnlyMemory<byte> delta, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(delta);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
            {
                AddContent(ref reader, delta, sink);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
            {
                JsonSlice.TryReadText(ref reader, delta, out JsonText text);
                Add(ConverseEventKind.ReasoningTextDelta, text, sink);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                ReadCalls(JsonSlice.ReadValue(ref reader, delta), sink);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }
    }

    /// <summary>Adds text, which may hold reasoning between tags.</summary>
    public void AddText(JsonText text, ConverseEventSink sink)
    {
        if (text.IsEmpty)
        {
            return;
        }

        _splitter.Begin(text);
        while (_splitter.TryNext(out JsonText piece, out bool reasoning))
        {
            Add(reasoning ? ConverseEventKind.ReasoningTextDelta : ConverseEventKind.TextDelta, piece, sink);
        }
    }

    /// <summary>Ends the message.</summary>
    public void End(StopReason reason, ConverseEventSink sink)
    {
        if (HasEnded)
        {
            return;
        }

        if (_splitter.TryFlush(out JsonText piece, out bool reasoning))
        {
            Add(reasoning ? ConverseEventKind.ReasoningTextDelta : ConverseEventKind.TextDelta, piece, sink);
        }

        Close(sink);
        foreach (WaitingBlock block in _waiting)
        {
            Open(block.Kind, block.CallIndex, block.Id, block.Name, sink);
            Emit(block.Kind, block.Content, sink);
            Close(sink);
        }

        HasEnded = true;
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = GuardrailIntervened ? StopReason.GuardrailIntervened : reason });
    }

    /// <summary>Content is a string, or, with some models, a list of parts.</summary>
    private void AddContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> delta, ConverseEventSink sink)
    {
        ReadOnlyMemory<byte> value = JsonSlice.ReadValue(ref reader, delta);
        if (value.Span[0] == (byte)'"')
        {
            ReadOnlyMemory<byte> text = value[1..^1];
            AddText(new JsonText(text, text.Span.Contains((byte)'\\')), sink);
            return;
        }

        var parts = new Utf8JsonReader(value.Span, ConverseJson.ReaderOptions);
        parts.Read();
        while (value.Span[0] == (byte)'[' && parts.Read() && parts.TokenType == JsonTokenType.StartObject)
        {
            while (JsonSlice.NextMember(ref parts))
            {
                if (parts.ValueTextEquals("text"u8))
                {
                    JsonSlice.TryReadText(ref parts, value, out JsonText text);
                    AddText(text, sink);
                }
                else
                {
                    JsonSlice.SkipValue(ref parts);
                }
            }
        }
    }

    private void ReadCalls(ReadOnlyMemory<byte> calls, ConverseEventSink sink)
    {
        var reader = new Utf8JsonReader(calls.Span, ConverseJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            AddCall(OpenAIToolCall.Read(ref reader, calls), sink);
        }
    }

    private void AddCall(OpenAIToolCall piece, ConverseEventSink sink)
    {
        // 1. A piece of a call that waits.
        bool open = _open == ConverseEventKind.ToolInputDelta;
        if (_waiting.FindLast(block => block.Kind == ConverseEventKind.ToolInputDelta && Continues(piece, block.CallIndex, block.Id)) is { } waiting)
        {
            waiting.Add(piece.Arguments);
        }
        else if (open && Continues(piece, _call, _callId))
        {
            // 2. A piece of the call that is open.
            Emit(ConverseEventKind.ToolInputDelta, piece.Arguments, sink);
        }
        else if (piece.Name.IsEmpty)
        {
            if (!piece.Arguments.IsEmpty)
            {
                throw new JsonException("Arguments came for a call that has not begun.");
            }
        }
        else if (open && (piece.Index != _call || _waiting.Count > 0))
        {
            // 3. A new call, while another is open and may go on.
            var block = new WaitingBlock(ConverseEventKind.ToolInputDelta, piece.Index, piece.Id, piece.Name);
            block.Add(piece.Arguments);
            _waiting.Add(block);
        }
        else
        {
            // 4. A new call whose turn it is. One that takes the index of another says that the other is complete.
            Close(sink);
            Open(ConverseEventKind.ToolInputDelta, piece.Index, piece.Id, piece.Name, sink);
            Emit(ConverseEventKind.ToolInputDelta, piece.Arguments, sink);
        }
    }

    /// <summary>Whether a piece goes on with a call: the same id, or none and the same index. Some servers count every call as 0 and tell them apart by id.</summary>
    private static bool Continues(in OpenAIToolCall piece, int index, JsonText id) => piece.Id.IsEmpty || id.IsEmpty || piece.Name.IsEmpty
        ? piece.Index == index
        : piece.Id.Utf8.Span.SequenceEqual(id.Utf8.Span);

    private void Add(ConverseEventKind kind, JsonText text, ConverseEventSink sink)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (HasEnded)
        {
            throw new JsonException("Content came after the end of the message.");
        }

        if (_open == ConverseEventKind.ToolInputDelta)
        {
            if (_waiting.Count == 0 || _waiting[^1].Kind != kind)
            {
                _waiting.Add(new WaitingBlock(kind, -1, default, default));
            }

            _waiting[^1].Add(text);
            return;
        }

        if (_open != kind)
        {
            Close(sink);
            Open(kind, -1, default, default, sink);
        }

        Emit(kind, text, sink);
    }

    private void Open(ConverseEventKind kind, int call, JsonText id, JsonText name, ConverseEventSink sink)
    {
        if (HasEnded)
        {
            throw new JsonException("A tool call came after the end of the message.");
        }

        _open = kind;
        _index++;
        if (kind == ConverseEventKind.ToolInputDelta)
        {
            _call = call;
            _callId = new JsonText(id.Utf8.ToArray(), id.IsEscaped);
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ToolUseStart, BlockIndex = _index, ToolUseId = id, ToolName = name });
        }
    }

    private void Emit(ConverseEventKind kind, JsonText text, ConverseEventSink sink)
    {
        if (!text.IsEmpty)
        {
            sink.Add(new ConverseEvent { Kind = kind, BlockIndex = _index, Text = text });
        }
    }

    private void Close(ConverseEventSink sink)
    {
        if (_open != ConverseEventKind.Unknown)
        {
            _open = ConverseEventKind.Unknown;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = _index });
        }
    }
}
