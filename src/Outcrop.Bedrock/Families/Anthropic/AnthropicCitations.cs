using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>
/// Citations in Anthropic's shape and in Converse's. Converse has no place for some members (<c>encrypted_index</c>, a null title); a citation that has them is not exact.
/// Sources: https://docs.anthropic.com/en/docs/build-with-claude/citations and https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html.
/// </summary>
internal static class AnthropicCitations
{
    private static readonly Kind[] s_kinds =
    [
        new("char_location", "documentChar", "document_index", "documentIndex", "start_char_index", "end_char_index"),
        new("page_location", "documentPage", "document_index", "documentIndex", "start_page_number", "end_page_number"),
        new("content_block_location", "documentChunk", "document_index", "documentIndex", "start_block_index", "end_block_index"),
        new("search_result_location", "searchResultLocation", "search_result_index", "searchResultIndex", "start_block_index", "end_block_index"),
    ];

    /// <summary>Converts an array of Anthropic's.</summary>
    /// <param name="citations">The array.</param>
    /// <param name="exact">Whether <see cref="WriteAll"/> gives the same array again.</param>
    public static RawJson ToConverse(JsonElement citations, out bool exact)
    {
        exact = true;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (JsonElement citation in citations.EnumerateArray())
            {
                exact &= Convert(citation, writer);
            }

            writer.WriteEndArray();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>Converts one of Anthropic's and writes it.</summary>
    /// <param name="citation">The citation.</param>
    /// <param name="writer">The writer; a value is due.</param>
    /// <param name="keepsRest">Whether members that Converse does not have are written too, under their own names.</param>
    /// <returns>Whether nothing was lost.</returns>
    public static bool Convert(JsonElement citation, Utf8JsonWriter writer, bool keepsRest = false)
    {
        writer.WriteStartObject();
        var reader = new BodyReader(citation);
        bool exact = citation.ValueKind == JsonValueKind.Object && ConvertMembers(reader, writer);
        if (keepsRest && citation.ValueKind == JsonValueKind.Object)
        {
            ConverseJson.WriteMembers(writer, reader.Rest());
        }

        writer.WriteEndObject();
        return exact;
    }

    /// <summary>Writes an array of Converse's as Anthropic's.</summary>
    /// <param name="json">The writer; a value is due.</param>
    /// <param name="citations">Converse's array.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="dropped">Collects those that Anthropic cannot hold.</param>
    public static void WriteAll(Utf8JsonWriter json, RawJson citations, string path, ICollection<DroppedParameter> dropped)
    {
        using JsonDocument document = JsonDocument.Parse(citations.Utf8, ConverseJson.DocumentOptions);
        json.WriteStartArray();
        int i = 0;
        foreach (JsonElement citation in document.RootElement.EnumerateArray())
        {
            if (!Write(json, new BodyReader(citation)))
            {
                dropped.Add(new DroppedParameter(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{i}]"), "the dialect has no citation of this shape"));
            }

            i++;
        }

        json.WriteEndArray();
    }

    private static bool ConvertMembers(BodyReader citation, Utf8JsonWriter writer)
    {
        string type = citation.TakeString("type") ?? "";
        if (citation.TakeString("cited_text") is { } text)
        {
            writer.WriteStartArray("sourceContent");
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        if (citation.TakeString(type.EndsWith("result_location", StringComparison.Ordinal) ? "title" : "document_title") is { } title)
        {
            writer.WriteString("title", title);
        }

        if (citation.TakeString("source") is { } source)
        {
            writer.WriteString("source", source);
        }

        bool known = WriteLocation(citation, type, writer);
        return known && citation.Rest().IsEmpty && citation.Value.TryGetProperty("cited_text", out _);
    }

    private static bool WriteLocation(BodyReader citation, string type, Utf8JsonWriter writer)
    {
        if (type == "web_search_result_location" && citation.TakeString("url") is { } url)
        {
            // Its encrypted index, which Anthropic wants back, has no place in Converse: never exact.
            writer.WriteStartObject("location");
            writer.WriteStartObject("web");
            writer.WriteString("url", url);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return false;
        }

        foreach (Kind kind in s_kinds)
        {
            if (kind.Type == type && citation.TakeInteger(kind.Index) is { } index && citation.TakeInteger(kind.Start) is { } start && citation.TakeInteger(kind.End) is { } end)
            {
                writer.WriteStartObject("location");
                writer.WriteStartObject(kind.Location);
                writer.WriteNumber(kind.LocationIndex, index);
                writer.WriteNumber("start", start);
                writer.WriteNumber("end", end);
                writer.WriteEndObject();
                writer.WriteEndObject();
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether all of it was written. One without a known location, or without the text it cites, is none to Anthropic and is left out whole.</returns>
    private static bool Write(Utf8JsonWriter json, BodyReader citation)
    {
        if (!citation.TryTake("location", JsonValueKind.Object, out JsonElement location) || !citation.TryTake("sourceContent", JsonValueKind.Array, out JsonElement content))
        {
            return false;
        }

        foreach (Kind kind in s_kinds)
        {
            if (!location.TryGetProperty(kind.Location, out JsonElement place))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("type", kind.Type);
            json.WriteString("cited_text", string.Concat(content.EnumerateArray().Select(static piece => ConverseJson.GetString(piece, "text"))));
            if (citation.TakeString("title") is { } title)
            {
                json.WriteString(kind.Type == "search_result_location" ? "title" : "document_title", title);
            }

            if (citation.TakeString("source") is { } source)
            {
                json.WriteString("source", source);
            }

            json.WriteNumber(kind.Index, ConverseJson.GetCount(place, kind.LocationIndex) ?? 0);
            json.WriteNumber(kind.Start, ConverseJson.GetCount(place, "start") ?? 0);
            json.WriteNumber(kind.End, ConverseJson.GetCount(place, "end") ?? 0);
            json.WriteEndObject();
            return citation.Rest().IsEmpty;
        }

        return false;
    }

    /// <summary>One way of saying where: Anthropic's names and Converse's.</summary>
    private readonly record struct Kind(string Type, string Location, string Index, string LocationIndex, string Start, string End);
}
