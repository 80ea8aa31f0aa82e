using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families;

/// <summary>Makes blocks of OpenAI's deltas, which have none: reasoning, text and each tool call become a block of their own.</summary>
internal sealed class OpenAIBlocks
{
    private ConverseEventKind _open;
    private int _index = -1;
    private int _call = -1;
    private bool _tagged;
    private bool _answered;

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
                JsonSlice.TryReadText(ref reader, delta, out JsonText text);
                AddText(text, sink);
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

    /// <summary>Adds text. What stands between reasoning tags before the answer is reasoning; later tags are the answer's own.</summary>
    public void AddText(JsonText text, ConverseEventSink sink)
    {
        ReadOnlyMemory<byte> rest = text.Utf8;
        while (!rest.IsEmpty && !_answered)
        {
            if (!_tagged)
            {
                _tagged = rest.Span.StartsWith("<reasoning>"u8);
                if (!_tagged)
                {
                    break;
                }

                rest = rest["<reasoning>".Length..];
            }

            int end = rest.Span.IndexOf("</reasoning>"u8);
            Add(ConverseEventKind.ReasoningTextDelta, new JsonText(end < 0 ? rest : rest[..end], text.IsEscaped), sink);
            _tagged = end < 0;
            rest = end < 0 ? default : rest[(end + "</reasoning>".Length)..];
        }

        if (!rest.IsEmpty)
        {
            _answered = true;
            Add(ConverseEventKind.TextDelta, new JsonText(rest, text.IsEscaped), sink);
        }
    }

    /// <summary>Ends the message.</summary>
    public void End(StopReason reason, ConverseEventSink sink)
    {
        if (HasEnded)
        {
            return;
        }

        Close(sink);
        HasEnded = true;
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = GuardrailIntervened ? StopReason.GuardrailIntervened : reason });
    }

    private void ReadCalls(ReadOnlyMemory<byte> calls, ConverseEventSink sink)
    {
        var reader = new Utf8JsonReader(calls.Span, ConverseJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            JsonText id = default;
            int index = 0;
            ReadOnlyMemory<byte> function = default;
            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    JsonSlice.TryReadText(ref reader, calls, out id);
                }
                else if (reader.ValueTextEquals("index"u8))
                {
                    index = JsonSlice.ReadCount(ref reader) ?? 0;
                }
                else if (reader.ValueTextEquals("function"u8))
                {
                    function = JsonSlice.ReadValue(ref reader, calls);
                }
                else
                {
                    JsonSlice.SkipValue(ref reader);
                }
            }

            ReadFunction(id, index, function, sink);
        }
    }

    private void ReadFunction(JsonText id, int index, ReadOnlyMemory<byte> function, ConverseEventSink sink)
    {
        JsonText name = default;
        JsonText arguments = default;
        Utf8JsonReader reader = JsonSlice.OpenObject(function);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                JsonSlice.TryReadText(ref reader, function, out name);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                JsonSlice.TryReadText(ref reader, function, out arguments);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        // A name opens a call; pieces without one continue the call of their index.
        if (!name.IsEmpty && (_open != ConverseEventKind.ToolInputDelta || index != _call || !id.IsEmpty))
        {
            Close(sink);
            _open = ConverseEventKind.ToolInputDelta;
            _call = index;
            _index++;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ToolUseStart, BlockIndex = _index, ToolUseId = id, ToolName = name });
        }

        Add(ConverseEventKind.ToolInputDelta, arguments, sink);
    }

    private void Add(ConverseEventKind kind, JsonText text, ConverseEventSink sink)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_open != kind)
        {
            Close(sink);
            _open = kind;
            _index++;
        }

        sink.Add(new ConverseEvent { Kind = kind, BlockIndex = _index, Text = text });
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
