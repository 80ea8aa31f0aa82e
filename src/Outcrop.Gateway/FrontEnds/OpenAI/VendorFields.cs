using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Sampling fields of OpenAI's that Converse has no member for.</summary>
internal static class VendorFields
{
    /// <summary>What the request's own parser let pass is parsed again.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["seed", "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "top_logprobs"];

    /// <summary>Whether a model's own body has them: those that speak OpenAI's dialect themselves.</summary>
    /// <param name="modelId">The model.</param>
    public static bool AreTaken(string modelId) => ModelFamilies.Find(ModelId.Parse(modelId)) is OpenAIChatBase;

    /// <summary>Whether a value is the dialect's own default, so that leaving it out loses nothing.</summary>
    /// <param name="value">The value.</param>
    public static bool AskForNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.ValueEquals(ReadOnlySpan<byte>.Empty),
        _ => false,
    };

    /// <summary>Adds a member to the model's own fields; one that is there already stays.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    public static RawJson Add(RawJson? fields, string name, JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            bool there = false;
            writer.WriteStartObject();
            if (fields is { IsEmpty: false } given)
            {
                using JsonDocument document = JsonDocument.Parse(given.Utf8, Deep);
                foreach (JsonProperty member in document.RootElement.EnumerateObject())
                {
                    there |= member.NameEquals(name);
                    member.WriteTo(writer);
                }
            }

            if (!there)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }
}
