using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads the pieces of Anthropic's blocks.</summary>
internal static class AnthropicDelta
{
    /// <summary>Reads a <c>delta</c>. Which member holds the piece says what it is, so <c>type</c> is not needed.</summary>
    public static void ReadDelta(ReadOnlyMemory<byte> delta, int index, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(delta);
        bool known = false;
        while (JsonSlice.NextMember(ref reader))
        {
            ConverseEventKind kind = reader.ValueTextEquals("text"u8) ? ConverseEventKind.TextDelta
                : reader.ValueTextEquals("partial_json"u8) ? ConverseEventKind.ToolInputDelta
                : reader.ValueTextEquals("thinking"u8) ? ConverseEventKind.ReasoningTextDelta
                : reader.ValueTextEquals("signature"u8) ? ConverseEventKind.ReasoningSignatureDelta
                : ConverseEventKind.Unknown;
            if (kind == ConverseEventKind.Unknown && reader.ValueTextEquals("citation"u8))
            {
                known = true;
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = AsCitation(JsonSlice.ReadValue(ref reader, delta)) });
            }
            else if (kind == ConverseEventKind.Unknown)
            {
                JsonSlice.SkipValue(ref reader);
            }
            else if (JsonSlice.TryReadText(ref reader, delta, out JsonText text))
            {
                known = true;
                sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = text });
            }
        }

        if (!known)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = delta });
        }
    }

    /// <summary>Reads a <c>content_block</c>: text and thoughts begin with their first piece, as in Converse, so an empty one gives no event.</summary>
    public static void ReadStart(ReadOnlyMemory<byte> start, int index, ConverseEventSink sink)
    {
        var block = new BlockStart();
        Utf8JsonReader reader = JsonSlice.OpenObject(start);
        while (JsonSlice.NextMember(ref reader))
        {
            block.ReadMember(ref reader, start);
        }

        switch (block.Type)
        {
            case "text" or "thinking":
                Add(ConverseEventKind.TextDelta, block.Text, index, sink);
                Add(ConverseEventKind.ReasoningTextDelta, block.Thinking, index, sink);
                Add(ConverseEventKind.ReasoningSignatureDelta, block.Signature, index, sink);
                break;
            case "redacted_thinking":
                // Converse's blob is the base64 of Anthropic's opaque text; base64 needs no JSON escapes.
                byte[] blob = Encoding.ASCII.GetBytes(AnthropicMessagesReader.ToRedactedContent(block.Data.GetString()));
                Add(ConverseEventKind.RedactedReasoningDelta, new JsonText(blob, escaped: false), index, sink);
                break;
            case "tool_use" or "server_tool_use":
                sink.Add(new ConverseEvent
                {
                    Kind = ConverseEventKind.ToolUseStart,
                    BlockIndex = index,
                    ToolUseId = block.Id,
                    ToolName = block.Name,
                    ToolUseType = block.Type == "tool_use" ? default : new JsonText("server_tool_use"u8.ToArray(), escaped: false),
                });
                AddArguments(block.Input, index, sink);
                break;
            default:
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherBlockStart, BlockIndex = index, Raw = AsUnion(block.Type, start) });
                break;
        }
    }

    /// <summary>A citation in Converse's shape, as Converse's own stream has it. What has no place in that shape (an encrypted index) stands beside it under its own name.</summary>
    private static byte[] AsCitation(ReadOnlyMemory<byte> citation)
    {
        using JsonDocument document = JsonDocument.Parse(citation, ConverseJson.DocumentOptions);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(citation.Length + 128);
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("citation");
            AnthropicCitations.Convert(document.RootElement, writer, keepsRest: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory.ToArray();
    }

    /// <summary>A start is a union of one member, named by the block's kind.</summary>
    private static byte[] AsUnion(string? type, ReadOnlyMemory<byte> start)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(start.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(type ?? "unknown");
            writer.WriteRawValue(start.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory.ToArray();
    }

    /// <summary>Arguments are <c>{}</c> here as a rule and come as pieces later; a server that gives them at once must not lose them.</summary>
    private static void AddArguments(ReadOnlyMemory<byte> input, int index, ConverseEventSink sink)
    {
        if (input.Span is [(byte)'{', .. var inner, (byte)'}'] && !inner.Trim(" \t\r\n"u8).IsEmpty)
        {
            JsonEncodedText encoded = JsonEncodedText.Encode(input.Span);
            Add(ConverseEventKind.ToolInputDelta, new JsonText(encoded.EncodedUtf8Bytes.ToArray(), escaped: true), index, sink);
        }
    }

    private static void Add(ConverseEventKind kind, JsonText text, int index, ConverseEventSink sink)
    {
        if (!text.IsEmpty)
        {
            sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = text });
        }
    }

    private struct BlockStart
    {
        public string? Type;
        public JsonText Text;
        public JsonText Thinking;
        public JsonText Signature;
        public JsonText Data;
        public JsonText Id;
        public JsonText Name;
        public ReadOnlyMemory<byte> Input;

        public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> start)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                Type = JsonSlice.ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Text);
            }
            else if (reader.ValueTextEquals("thinking"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Thinking);
            }
            else if (reader.ValueTextEquals("signature"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Signature);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Data);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Id);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                JsonSlice.TryReadText(ref reader, start, out Name);
            }
            else if (reader.ValueTextEquals("input"u8))
            {
                Input = JsonSlice.ReadValue(ref reader, start);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }
    }
}
