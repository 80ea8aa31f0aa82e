using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Bedrock.Rerank;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Rerank;

/// <summary>Brings a request to rerank into the neutral form.</summary>
internal static class RerankReader
{
    /// <summary>As many as Bedrock's models take.</summary>
    private const int MostDocuments = 1000;

    private static readonly FrozenSet<string> Known =
        FrozenSet.ToFrozenSet(["model", "query", "documents", "top_n", "top_k", "return_documents", "rank_fields"], StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be.</exception>
    public static RerankRequest Read(JsonElement body, Route route, List<string> dropped)
    {
        string query = OpenAIJson.RequiredText(body, "query", "");
        if (string.IsNullOrWhiteSpace(query))
        {
            throw OpenAIJson.Wrong("query", "is blank");
        }

        List<string> documents = ReadDocuments(body);

        // The order would be another one: fields that are not ranked by cannot be left out in silence.
        if (OpenAIJson.TryGet(body, "rank_fields", out JsonElement fields) && (fields.ValueKind != JsonValueKind.Array || fields.GetArrayLength() != 1 || !fields[0].ValueEquals("text"u8)))
        {
            throw OpenAIJson.Wrong("rank_fields", "may name text only");
        }

        Leftovers.Report(body, Known, dropped);

        // Jina and Cohere say top_n, Voyage top_k; more than there are is everything.
        int? top = OpenAIJson.Count(body, "top_n") ?? OpenAIJson.Count(body, "top_k");
        return new RerankRequest
        {
            ModelId = route.ModelId,
            Query = query,
            Documents = documents,
            TopN = top is { } wanted ? Math.Min(wanted, documents.Count) : null,
            AdditionalModelRequestFields = route.IsListed ? route.AdditionalFields : null,
        };
    }

    private static List<string> ReadDocuments(JsonElement body)
    {
        if (!OpenAIJson.TryGet(body, "documents", out JsonElement value))
        {
            throw OpenAIJson.Wrong("documents", "is required");
        }

        var documents = new List<string>();
        JsonElement.ArrayEnumerator items = OpenAIJson.Items(value, "documents");
        if (value.GetArrayLength() is 0 or > MostDocuments)
        {
            throw OpenAIJson.Wrong("documents", $"must have 1 to {MostDocuments} entries");
        }

        foreach (JsonElement item in items)
        {
            string path = $"documents[{documents.Count}]";
            string text = item.ValueKind == JsonValueKind.Object ? OpenAIJson.RequiredText(item, "text", path) : OpenAIJson.Text(item, path);
            documents.Add(string.IsNullOrWhiteSpace(text) ? throw OpenAIJson.Wrong(path, "is blank") : text);
        }

        return documents;
    }
}
