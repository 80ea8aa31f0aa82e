using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes a Converse document as Anthropic's: PDF by its bytes, text formats by their text. Others have no place there.</summary>
internal static class AnthropicDocument
{
    private const string Family = "anthropic-messages";

    /// <summary>Writes the block and leaves its object open for <c>cache_control</c>.</summary>
    public static void Write(Utf8JsonWriter json, DocumentBlock document, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", "document");
        json.WriteStartObject("source");
        WriteSource(json, document, path);
        json.WriteEndObject();
        json.WriteString("title", document.Name);
        if (document.Context is { } context)
        {
            json.WriteString("context", context);
        }

        if (document.Citations is { } citations)
        {
            json.WriteStartObject("citations");
            json.WriteBoolean("enabled", citations);
            json.WriteEndObject();
        }
    }

    private static void WriteSource(Utf8JsonWriter json, DocumentBlock document, string path)
    {
        switch (document.Source)
        {
            case BytesSource bytes when document.Format == "pdf":
                json.WriteString("type", "base64");
                json.WriteString("media_type", "application/pdf");
                json.WritePropertyName("data");
                bytes.Data.WriteValue(json);
                break;
            case ContentSource content:
                json.WriteString("type", "content");
                json.WriteStartArray("content");
                foreach (ContentBlock piece in content.Content)
                {
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteString("text", piece is TextBlock text ? text.Text : throw FamilyRequest.Refuse(Family, path + ".document.source.content", "pieces that are no text"));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("media_type", "text/plain");
                json.WriteString("data", DocumentText.Of(document) ?? throw FamilyRequest.Refuse(Family, path + ".document", $"documents of format {document.Format ?? "unknown"} from this source"));
                break;
        }
    }
}
