using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Writes one of Converse's citations as an annotation of the text it covers: <c>url_citation</c> where it has an address, else <c>file_citation</c>, which are the kinds that clients know. Bedrock's own words, with the place in the
/// source and the text that is cited, stand in a member <c>bedrock</c>.
/// </summary>
internal static class ResponsesAnnotation
{
    // No line breaks: an event is one line.
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Writes it.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="citation">Converse's citation.</param>
    /// <param name="length">How many characters the text has.</param>
    public static void Write(IBufferWriter<byte> output, JsonElement citation, int length)
    {
        using var json = new Utf8JsonWriter(output, OneLine);
        string? title = Text(citation, "title");
        json.WriteStartObject();
        if (AddressOf(citation) is { } url)
        {
            json.WriteString("type"u8, "url_citation"u8);
            json.WriteString("url"u8, url);
            json.WriteString("title"u8, title ?? url);
            json.WriteNumber("start_index"u8, 0);
            json.WriteNumber("end_index"u8, length);
        }
        else
        {
            string name = title ?? Text(citation, "source") ?? "document";
            json.WriteString("type"u8, "file_citation"u8);
            json.WriteString("file_id"u8, name);
            json.WriteString("filename"u8, name);
            json.WriteNumber("index"u8, length);
        }

        json.WritePropertyName("bedrock"u8);
        citation.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>A page of the web, or the source of a search result, which callers give as an address.</summary>
    private static string? AddressOf(JsonElement citation)
    {
        if (citation.TryGetProperty("location", out JsonElement location) && location.ValueKind == JsonValueKind.Object
            && location.TryGetProperty("web", out JsonElement web) && web.ValueKind == JsonValueKind.Object && Text(web, "url") is { } url)
        {
            return url;
        }

        return Text(citation, "source") is { } source && Uri.TryCreate(source, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? source : null;
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
}
