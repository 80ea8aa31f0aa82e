using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Cohere Rerank 3.5 and Amazon Rerank: documents that share words with the question come first. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html.</summary>
internal sealed class RerankPersona(string family) : EmbeddingPersona
{
    private const int Dimensions = 512;

    private const int MostDocuments = 1000;

    public override string Family => family;

    private bool IsCohere => family == "cohere-rerank";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", IsCohere ? ["query", "documents", "top_n", "api_version", "max_tokens_per_doc"] : ["query", "documents", "top_n"]);
        string query = JsonBody.RequiredString(body, "#", "query");
        JsonBody.Require(body, "#", "documents");
        JsonBody.OptionalInteger(body, "#", "top_n");
        if (IsCohere)
        {
            JsonBody.Require(body, "#", "api_version");
        }

        List<string> documents = DocumentsOf(body);
        if (documents.Count is 0 or > MostDocuments)
        {
            throw new AwsErrorException(AwsError.Malformed($"#/documents: expected 1 to {MostDocuments} items, found: {documents.Count}"));
        }

        return new Prompt { UserText = query };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        List<string> documents = DocumentsOf(body);
        float[] query = Embedder.Embed(exchange.Prompt.UserText, Dimensions, normalize: true);
        var scores = documents
            .Select((text, index) => (Index: index, Score: Score(query, Embedder.Embed(text, Dimensions, normalize: true))))
            .OrderByDescending(entry => entry.Score)
            .Take(JsonBody.OptionalInteger(body, "#", "top_n") ?? documents.Count);
        json.WriteStartObject();
        json.WriteStartArray("results"u8);
        foreach ((int index, float score) in scores)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("relevance_score"u8, score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static float Score(float[] query, float[] document)
    {
        float product = 0;
        for (int i = 0; i < query.Length; i++)
        {
            product += query[i] * document[i];
        }

        return Math.Clamp((product + 1) / 2, 0, 1);
    }

    private static List<string> DocumentsOf(JsonElement body)
    {
        var documents = new List<string>();
        JsonBody.ReadStrings(body, "#", "documents", documents);
        return documents;
    }
}
