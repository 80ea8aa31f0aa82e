using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;

namespace Outcrop.Recordings;

/// <summary>Compares embeddings number by number.</summary>
internal static class EmbeddingCheck
{
    /// <summary>Whether the recording is an answer of an embedding model the client knows.</summary>
    public static bool Applies(Recording recording) => EmbeddingFamilies.TryFind(ModelId.Parse(recording.ModelId)) is not null;

    /// <summary>Checks the recording.</summary>
    public static Outcome Check(Recording recording)
    {
        JsonElement body = recording.BodyJson;
        List<JsonElement> expected = VectorsOf(body);
        EmbedResponse ours = Read(recording, expected.Count);
        int? tokens = recording.NumberHeader("x-amzn-bedrock-input-token-count")
            ?? (body.TryGetProperty("inputTextTokenCount", out JsonElement count) ? count.GetInt32() : null);
        if (ours.InputTokens != tokens)
        {
            return new Outcome(OutcomeKind.Failed, $"input tokens: {ours.InputTokens} instead of {tokens}");
        }

        for (int i = 0; i < expected.Count; i++)
        {
            if (!ours.Embeddings[i].Span.SequenceEqual(expected[i].EnumerateArray().Select(number => (float)number.GetDouble()).ToArray()))
            {
                return new Outcome(OutcomeKind.Failed, $"vector {i} differs");
            }
        }

        return new Outcome(OutcomeKind.Decoded);
    }

    /// <summary>Takes in all that our reading holds.</summary>
    public static void AddTo(ResponseMembers members, Recording recording)
    {
        EmbedResponse ours = Read(recording, VectorsOf(recording.BodyJson).Count);
        foreach (ReadOnlyMemory<float> vector in ours.Embeddings)
        {
            members.Add(vector.Span);
        }

        members.Add(ours.InputTokens);
        foreach (RawJson other in ours.AdditionalMembers)
        {
            members.Add(other);
        }
    }

    private static EmbedResponse Read(Recording recording, int count) =>
        EmbeddingFamilies.Find(ModelId.Parse(recording.ModelId)).ReadResponse(recording.Body, OurReading.HeadersOf(recording), count);

    private static List<JsonElement> VectorsOf(JsonElement body) =>
        body.TryGetProperty("embedding", out JsonElement one) ? [one]
            : body.TryGetProperty("embeddingsByType", out JsonElement byType) ? [byType.EnumerateObject().First().Value]
            : body.GetProperty("embeddings") is { ValueKind: JsonValueKind.Array } plain
                ? [.. plain.EnumerateArray().Select(vector => vector.ValueKind == JsonValueKind.Object ? vector.GetProperty("embedding") : vector)]
            : [.. (body.GetProperty("embeddings").TryGetProperty("float", out JsonElement floats) ? floats : body.GetProperty("embeddings").EnumerateObject().First().Value).EnumerateArray()];
}
