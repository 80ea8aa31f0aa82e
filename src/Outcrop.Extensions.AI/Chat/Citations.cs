using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Converse's citations as annotations.</summary>
internal static class Citations
{
    /// <summary>The annotations of a <c>citationsContent</c>'s array.</summary>
    public static IList<AIAnnotation> ReadAll(JsonElement citations)
    {
        var annotations = new List<AIAnnotation>();
        if (citations.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement citation in citations.EnumerateArray())
            {
                annotations.Add(Read(citation));
            }
        }

        return annotations;
    }

    /// <summary>One citation.</summary>
    public static CitationAnnotation Read(JsonElement citation)
    {
        var annotation = new CitationAnnotation { RawRepresentation = citation, Title = Text(citation, "title"), FileId = Text(citation, "source"), Snippet = Snippet(citation) };
        if (citation.ValueKind == JsonValueKind.Object && citation.TryGetProperty("location", out JsonElement location) && location.ValueKind == JsonValueKind.Object
            && location.TryGetProperty("web", out JsonElement web) && Uri.TryCreate(Text(web, "url"), UriKind.Absolute, out Uri? url))
        {
            annotation.Url = url;
        }

        return annotation;
    }

    private static string? Snippet(JsonElement citation)
    {
        if (citation.ValueKind != JsonValueKind.Object || !citation.TryGetProperty("sourceContent", out JsonElement pieces) || pieces.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string snippet = string.Concat(pieces.EnumerateArray().Select(piece => Text(piece, "text")));
        return snippet.Length == 0 ? null : snippet;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
