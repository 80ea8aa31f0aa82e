using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Writes Converse's citations as Anthropic's. A place that Anthropic has no words for is told as Converse has it, as a <c>bedrock_location</c>: clients pass types over that they do not know.
/// Sources: https://docs.anthropic.com/en/docs/build-with-claude/citations and https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html.
/// </summary>
internal static class CitationWriter
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Writes the member <c>citations</c> of a text.</summary>
    /// <param name="json">The block that is open.</param>
    /// <param name="citations">Converse's array.</param>
    public static void WriteAll(Utf8JsonWriter json, RawJson citations)
    {
        using JsonDocument document = JsonDocument.Parse(citations.Utf8, Deep);
        json.WriteStartArray("citations"u8);
        foreach (JsonElement citation in document.RootElement.EnumerateArray())
        {
            Write(json, citation);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one.</summary>
    /// <param name="json">The writer; a value is due.</param>
    /// <param name="citation">Converse's object.</param>
    public static void Write(Utf8JsonWriter json, JsonElement citation)
    {
        bool hasPlace = citation.TryGetProperty("location", out JsonElement location) && location.ValueKind == JsonValueKind.Object;
        json.WriteStartObject();
        json.WriteString("cited_text"u8, TextOf(citation));
        if (hasPlace && location.TryGetProperty("documentChar"u8, out JsonElement characters))
        {
            WriteRange(json, citation, characters, "char_location", "document_title", "document_index", "start_char_index", "end_char_index");
        }
        else if (hasPlace && location.TryGetProperty("documentPage"u8, out JsonElement pages))
        {
            WriteRange(json, citation, pages, "page_location", "document_title", "document_index", "start_page_number", "end_page_number");
        }
        else if (hasPlace && location.TryGetProperty("documentChunk"u8, out JsonElement pieces))
        {
            WriteRange(json, citation, pieces, "content_block_location", "document_title", "document_index", "start_block_index", "end_block_index");
        }
        else if (hasPlace && location.TryGetProperty("searchResultLocation"u8, out JsonElement found))
        {
            json.WriteString("source"u8, StringOf(citation, "source"));
            WriteRange(json, citation, found, "search_result_location", "title", "search_result_index", "start_block_index", "end_block_index");
        }
        else if (hasPlace && location.TryGetProperty("web"u8, out JsonElement web))
        {
            json.WriteString("type"u8, "web_search_result_location"u8);
            json.WriteString("title"u8, StringOf(citation, "title"));
            json.WriteString("url"u8, StringOf(web, "url"));
            json.WriteString("encrypted_index"u8, StringOf(citation, "encrypted_index") ?? "");
        }
        else
        {
            json.WriteString("type"u8, "bedrock_location"u8);
            json.WriteString("title"u8, StringOf(citation, "title"));
            json.WriteString("source"u8, StringOf(citation, "source"));
            if (hasPlace)
            {
                json.WritePropertyName("location"u8);
                location.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, JsonElement citation, JsonElement place, string type, string title, string index, string start, string end)
    {
        json.WriteString("type"u8, type);
        json.WriteString(title, StringOf(citation, "title"));
        json.WriteNumber(index, NumberOf(place, type == "search_result_location" ? "searchResultIndex" : "documentIndex"));
        json.WriteNumber(start, NumberOf(place, "start"));
        json.WriteNumber(end, NumberOf(place, "end"));
    }

    private static string TextOf(JsonElement citation)
    {
        if (!citation.TryGetProperty("sourceContent", out JsonElement content) || content.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        return string.Concat(content.EnumerateArray().Select(static piece => StringOf(piece, "text")));
    }

    private static string? StringOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static long NumberOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long number) ? number : 0;
}
