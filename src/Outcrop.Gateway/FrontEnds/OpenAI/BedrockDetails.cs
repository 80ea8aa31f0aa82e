using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>What Bedrock tells and this dialect has no words for: the answer's member <c>bedrock</c>, with Converse's own stop reason and, where there is one, the guardrail's trace and the fields that were asked for.</summary>
internal static class BedrockDetails
{
    private static readonly string[] Members = ["trace", "additionalModelResponseFields", "performanceConfig", "serviceTier"];

    private static readonly string[] StreamMembers = ["trace", "amazon-bedrock-trace", "performanceConfig", "serviceTier"];

    /// <summary>Writes the member, where there is more to tell than the dialect's own words.</summary>
    /// <param name="json">The object that is open.</param>
    /// <param name="response">The answer.</param>
    public static void Write(Utf8JsonWriter json, ConverseResponse response)
    {
        json.WriteStartObject("bedrock"u8);
        json.WriteString("stopReason"u8, response.StopReason.Value);
        foreach (string name in Members)
        {
            if (response.AdditionalMembers.TryGetValue(name, out RawJson value))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            }
        }

        WriteCitations(json, response.Message.Content);
        json.WriteEndObject();
    }

    /// <summary>Takes the same members out of what came at a stream's end: what stands behind <c>stopReason</c> in an object.</summary>
    /// <param name="metadata">The event, or the chunk it was made of.</param>
    /// <returns>The members, each behind a comma; <see langword="null"/> when there is none.</returns>
    public static byte[]? Pick(ReadOnlyMemory<byte> metadata)
    {
        // Most streams tell their tokens and nothing else; those cost one look.
        if (metadata.Span.IndexOf("trace\""u8) < 0 && metadata.Span.IndexOf("serviceTier\""u8) < 0 && metadata.Span.IndexOf("performanceConfig\""u8) < 0)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(metadata, new JsonDocumentOptions { MaxDepth = 512 });
        var buffer = new ArrayBufferWriter<byte>();
        foreach (string name in StreamMembers)
        {
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement value))
            {
                buffer.Write(",\""u8);
                buffer.Write(System.Text.Encoding.UTF8.GetBytes(name == "amazon-bedrock-trace" ? "trace" : name));
                buffer.Write("\":"u8);
                buffer.Write(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
            }
        }

        return buffer.WrittenCount == 0 ? null : buffer.WrittenSpan.ToArray();
    }

    private static void WriteCitations(Utf8JsonWriter json, IList<ContentBlock> content)
    {
        bool open = false;
        foreach (ContentBlock block in content)
        {
            if (block is not CitationsBlock cited)
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("citations"u8);
                open = true;
            }

            json.WriteStartObject();
            json.WriteString("text"u8, cited.Text);
            json.WritePropertyName("citations"u8);
            json.WriteRawValue(cited.Citations.Utf8.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }
}
