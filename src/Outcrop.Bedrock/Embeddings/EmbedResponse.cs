namespace Outcrop.Bedrock.Embeddings;

/// <summary>The vectors of an <see cref="EmbedRequest"/>.</summary>
public sealed class EmbedResponse
{
    /// <summary>One vector for each text and then for each image, in the request's order. Quantised types give their numbers as they stand: bits, or bytes of eight bits each.</summary>
    public required IReadOnlyList<ReadOnlyMemory<float>> Embeddings { get; init; }

    /// <summary>Input tokens of all calls together; <see langword="null"/> where the model tells none.</summary>
    public int? InputTokens { get; init; }
}
