using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Explain;

/// <summary>A body as people read it: indented, files cut short. Only what is shown is cut, never what is sent.</summary>
internal static class BodyText
{
    // Shorter than any file worth sending, longer than ids, hashes and most signatures.
    private const int LongestShown = 256;
    private const int Beginning = 24;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Formats a body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="shortenFiles">Whether base64 text is cut.</param>
    public static string Format(ReadOnlyMemory<byte> body, bool shortenFiles)
    {
        if (body.IsEmpty)
        {
            return "";
        }

        using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
        var buffer = new ArrayBufferWriter<byte>(body.Length);
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions with { Indented = true }))
        {
            Write(writer, document.RootElement, shortenFiles);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, bool shorten)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, shorten);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item, shorten);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when shorten:
                writer.WriteStringValue(Shorten(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Shorten(string text)
    {
        int comma = text.StartsWith("data:", StringComparison.Ordinal) ? text.IndexOf(',', StringComparison.Ordinal) : -1;
        ReadOnlySpan<char> data = text.AsSpan(comma + 1);
        return data.Length <= LongestShown || data.ContainsAnyExcept(Base64)
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, comma + 1)}{data[..Beginning]}… ({data.Length} characters)");
    }
}
