using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>What is left of a JSON value when some of its members have been taken out, so that an answer's unknown members are kept however deep they stand.</summary>
internal static class JsonRemainder
{
    /// <summary>Takes members out.</summary>
    /// <param name="value">The value.</param>
    /// <param name="taken">Paths within it, such as <c>message.content</c> or <c>[0].text</c>.</param>
    /// <returns>The rest; empty when nothing is left of an object or a list.</returns>
    public static RawJson Of(JsonElement value, IReadOnlyCollection<string> taken) => value.ValueKind switch
    {
        JsonValueKind.Object => OfObject(value, taken),
        JsonValueKind.Array => OfArray(value, taken),
        _ => ConverseJson.Raw(value),
    };

    /// <summary>The paths that lead on behind a step, which is a member's name or an index in brackets.</summary>
    public static List<string> Behind(IReadOnlyCollection<string> taken, string step)
    {
        var behind = new List<string>();
        foreach (string path in taken)
        {
            if (path.Length > step.Length && path.StartsWith(step, StringComparison.Ordinal) && path[step.Length] is '.' or '[')
            {
                behind.Add(path[step.Length] == '.' ? path[(step.Length + 1)..] : path[step.Length..]);
            }
        }

        return behind;
    }

    private static RawJson OfObject(JsonElement value, IReadOnlyCollection<string> taken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        bool any = false;
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (taken.Contains(member.Name))
                {
                    continue;
                }

                List<string> behind = Behind(taken, member.Name);
                RawJson rest = behind.Count == 0 ? ConverseJson.Raw(member.Value) : Of(member.Value, behind);
                if (!rest.IsEmpty)
                {
                    any = true;
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(rest.Utf8.Span, skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return any ? new RawJson(buffer.WrittenMemory) : default;
    }

    /// <summary>An item of which nothing is left keeps its place as an empty object, as long as another item has something left.</summary>
    private static RawJson OfArray(JsonElement value, IReadOnlyCollection<string> taken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        bool any = false;
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartArray();
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                List<string> behind = Behind(taken, string.Create(CultureInfo.InvariantCulture, $"[{i++}]"));
                RawJson rest = behind.Count == 0 ? ConverseJson.Raw(item) : Of(item, behind);
                any |= !rest.IsEmpty;
                writer.WriteRawValue(rest.IsEmpty ? "{}"u8 : rest.Utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        return any ? new RawJson(buffer.WrittenMemory) : default;
    }
}
