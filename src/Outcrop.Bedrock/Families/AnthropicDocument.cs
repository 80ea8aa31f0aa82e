using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes a Converse document as Anthropic's: PDF by its bytes, text formats by their text. Others have no place there.</summary>
internal static class AnthropicDocument
{
    private const string Family = "anthropic-messages";

    /// <summary>Writes the block and leaves its object open for <c>cache_control</c>.</summary>
    public static void Write(Utf8JsonWriter json, RawJson value, string path)
    {
        using JsonDocument parsed = JsonDocument.Parse(value.Utf8, ConverseJson.DocumentOptions);
        JsonElement document = parsed.RootElement;
        json.WriteStartObject();
        json.WriteString("type", "document");
        WriteSource(json, document.GetProperty("source"), ConverseJson.GetString(document, "format"), path);
        if (ConverseJson.GetString(document, "name") is { } name)
        {
            json.WriteString("title", name);
        }

        if (ConverseJson.GetString(document, "context") is { } context)
        {
            json.WriteString("context", context);
        }

        if (document.TryGetProperty("citations", out JsonElement citations))
        {
            json.WritePropertyName("citations");
            citations.WriteTo(json);
        }
    }

    private static void WriteSource(Utf8JsonWriter json, JsonElement source, string? format, string path)
    {
        json.WriteStartObject("source");
        if (source.TryGetProperty("bytes", out JsonElement bytes) && format == "pdf")
        {
            json.WriteString("type", "base64");
            json.WriteString("media_type", "application/pdf");
            json.WriteString("data", bytes.GetString());
        }
        else if (source.TryGetProperty("content", out JsonElement content))
        {
            json.WriteString("type", "content");
            json.WriteStartArray("content");
            foreach (JsonElement piece in content.EnumerateArray())
            {
                json.WriteStartObject();
                json.WriteString("type", "text");
                json.WriteString("text", piece.GetProperty("text").GetString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("type", "text");
            json.WriteString("media_type", "text/plain");
            json.WriteString("data", TextOf(source, format, path));
        }

        json.WriteEndObject();
    }

    private static string TextOf(JsonElement source, string? format, string path)
    {
        if (ConverseJson.GetString(source, "text") is { } text)
        {
            return text;
        }

        return format is "txt" or "md" or "csv" or "html" && source.TryGetProperty("bytes", out JsonElement bytes)
            ? Encoding.UTF8.GetString(bytes.GetBytesFromBase64())
            : throw FamilyRequest.Refuse(Family, path + ".document", $"documents of format {format ?? "unknown"} from this source");
    }
}
