using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>One piece of a tool call in a delta. A view over the chunk.</summary>
internal readonly struct OpenAIToolCall
{
    private OpenAIToolCall(JsonText id, int index, JsonText name, JsonText arguments)
    {
        Id = id;
        Index = index;
        Name = name;
        Arguments = arguments;
    }

    /// <summary>The call's id; as a rule in its first piece only.</summary>
    public JsonText Id { get; }

    /// <summary>Which of the message's calls.</summary>
    public int Index { get; }

    /// <summary>The tool; as a rule in the first piece only.</summary>
    public JsonText Name { get; }

    /// <summary>A piece of the arguments.</summary>
    public JsonText Arguments { get; }

    /// <summary>Reads the piece the reader stands on the opening brace of.</summary>
    public static OpenAIToolCall Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> document)
    {
        JsonText id = default;
        int index = 0;
        ReadOnlyMemory<byte> function = default;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                JsonSlice.TryReadText(ref reader, document, out id);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                index = JsonSlice.ReadCount(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                function = JsonSlice.ReadValue(ref reader, document);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return ReadFunction(id, index, function);
    }

    private static OpenAIToolCall ReadFunction(JsonText id, int index, ReadOnlyMemory<byte> function)
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
                arguments = ReadArguments(JsonSlice.ReadValue(ref reader, function));
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return new OpenAIToolCall(id, index, name, arguments);
    }

    /// <summary>OpenAI writes the arguments as a string; some containers write the object itself.</summary>
    private static JsonText ReadArguments(ReadOnlyMemory<byte> value)
    {
        if (value.Span[0] == (byte)'"')
        {
            ReadOnlyMemory<byte> text = value[1..^1];
            return new JsonText(text, text.Span.Contains((byte)'\\'));
        }

        return value.Span[0] == (byte)'{' ? new JsonText(JsonEncodedText.Encode(value.Span, ConverseJson.WriterOptions.Encoder).EncodedUtf8Bytes.ToArray(), escaped: true) : default;
    }
}
