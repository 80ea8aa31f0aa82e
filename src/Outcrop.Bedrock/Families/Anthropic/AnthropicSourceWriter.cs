using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Writes images and documents as Anthropic's: PDF by its bytes, text formats by their text. Others have no place there. Each block's object stays open for more members.</summary>
internal static class AnthropicSourceWriter
{
    private const string Dialect = AnthropicRequestReader.Dialect;

    /// <summary>Writes an image.</summary>
    public static void WriteImage(Utf8JsonWriter json, ImageBlock image, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", "image");
        json.WriteStartObject("source");
        switch (image.Source)
        {
            case BytesSource bytes:
                WriteBase64(json, "image/" + (image.Format == "jpg" ? "jpeg" : image.Format), bytes);
                break;
            case UrlSource url:
                WriteUrl(json, url);
                break;
            default:
                throw FamilyRequest.Refuse(Dialect, path + ".image.source", "images from this source");
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a document.</summary>
    public static void WriteDocument(Utf8JsonWriter json, DocumentBlock document, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", "document");
        json.WriteStartObject("source");
        WriteSource(json, document, path);
        json.WriteEndObject();
        if (document.Name.Length > 0)
        {
            json.WriteString("title", document.Name);
        }

        if (document.Context is { } context)
        {
            json.WriteString("context", context);
        }

        if (document.Citations is { } citations)
        {
            WriteSwitch(json, citations);
        }
    }

    /// <summary>Writes whether a document is to be cited.</summary>
    public static void WriteSwitch(Utf8JsonWriter json, bool enabled)
    {
        json.WriteStartObject("citations");
        json.WriteBoolean("enabled", enabled);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, DocumentBlock document, string path)
    {
        switch (document.Source)
        {
            case BytesSource bytes when document.Format == "pdf":
                WriteBase64(json, "application/pdf", bytes);
                break;
            case UrlSource url:
                WriteUrl(json, url);
                break;
            case ContentSource { Content: [TextBlock whole] } when document.Mark.Is(WireMark.Text):
                json.WriteString("type", "content");
                json.WriteString("content", whole.Text);
                break;
            case ContentSource content:
                json.WriteString("type", "content");
                json.WriteStartArray("content");
                foreach (ContentBlock piece in content.Content)
                {
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteString("text", piece is TextBlock text ? text.Text : throw FamilyRequest.Refuse(Dialect, path + ".document.source.content", "pieces that are no text"));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("media_type", "text/plain");
                json.WriteString("data", DocumentText.Of(document) ?? throw FamilyRequest.Refuse(Dialect, path + ".document", $"documents of format {document.Format ?? "unknown"} from this source"));
                break;
        }
    }

    private static void WriteBase64(Utf8JsonWriter json, string mediaType, BytesSource bytes)
    {
        json.WriteString("type", "base64");
        json.WriteString("media_type", mediaType);
        json.WritePropertyName("data");
        bytes.Data.WriteValue(json);
    }

    private static void WriteUrl(Utf8JsonWriter json, UrlSource url)
    {
        json.WriteString("type", "url");
        json.WriteString("url", url.Url);
    }
}
