using System.Text.Json;
using Outcrop.Emulator.Answers;

namespace Outcrop.Emulator.Personas;

/// <summary>Writes a citation in Converse's words and in Anthropic's.</summary>
internal static class CitationWriter
{
    public static void WriteConverse(Utf8JsonWriter json, Citation citation)
    {
        (string place, string index) = citation.Place switch
        {
            CitationPlace.Characters => ("documentChar", "documentIndex"),
            CitationPlace.Pages => ("documentPage", "documentIndex"),
            CitationPlace.Blocks => ("documentChunk", "documentIndex"),
            CitationPlace.SearchResult or _ => ("searchResultLocation", "searchResultIndex"),
        };
        json.WriteStartObject();
        json.WriteStartObject("location"u8);
        json.WriteStartObject(place);
        if (citation.Place != CitationPlace.SearchResult)
        {
            json.WriteNumber(index, citation.Index);
        }

        json.WriteNumber("end"u8, citation.End);
        if (citation.Place == CitationPlace.SearchResult)
        {
            json.WriteNumber(index, citation.Index);
        }

        json.WriteNumber("start"u8, citation.Start);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteOptional(json, "source", citation.Source);
        json.WriteStartArray("sourceContent"u8);
        json.WriteStartObject();
        json.WriteString("text"u8, citation.Quote);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteOptional(json, "title", citation.Title);
        json.WriteEndObject();
    }

    public static void WriteAnthropic(Utf8JsonWriter json, Citation citation)
    {
        (string type, string index, string title, string start, string end) = citation.Place switch
        {
            CitationPlace.Characters => ("char_location", "document_index", "document_title", "start_char_index", "end_char_index"),
            CitationPlace.Pages => ("page_location", "document_index", "document_title", "start_page_number", "end_page_number"),
            CitationPlace.Blocks => ("content_block_location", "document_index", "document_title", "start_block_index", "end_block_index"),
            CitationPlace.SearchResult or _ => ("search_result_location", "search_result_index", "title", "start_block_index", "end_block_index"),
        };
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("cited_text"u8, citation.Quote);
        json.WriteNumber(index, citation.Index);
        json.WriteString(title, citation.Title);
        WriteOptional(json, "source", citation.Source);
        json.WriteNumber(start, citation.Start);
        json.WriteNumber(end, citation.End);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
