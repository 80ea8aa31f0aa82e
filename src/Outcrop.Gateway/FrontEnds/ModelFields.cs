using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Fields of a model's own: what goes into <c>additionalModelRequestFields</c>.</summary>
internal static class ModelFields
{
    /// <summary>What the request's own parser let pass is parsed again.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

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

    /// <summary>Adds a member to one of the model's own fields that is an object; one that is there already stays.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="parent">The field.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    public static RawJson AddWithin(RawJson? fields, string parent, string name, JsonElement value)
    {
        RawJson? inner = null;
        RawJson? rest = fields;
        if (fields is { IsEmpty: false } given)
        {
            using JsonDocument document = JsonDocument.Parse(given.Utf8, Deep);
            if (document.RootElement.TryGetProperty(parent, out JsonElement there) && there.ValueKind == JsonValueKind.Object)
            {
                inner = RequestJson.Raw(there);
                rest = null;
                foreach (JsonProperty member in document.RootElement.EnumerateObject())
                {
                    rest = member.NameEquals(parent) ? rest : Add(rest, member.Name, member.Value);
                }
            }
        }

        using JsonDocument joined = JsonDocument.Parse(Add(inner, name, value).Utf8, Deep);
        return Add(rest, parent, joined.RootElement);
    }
}
