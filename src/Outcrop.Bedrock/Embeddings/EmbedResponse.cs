namespace Outcrop.Bedrock.Embeddings;

/// <summary>The vectors of an <see cref="EmbedRequest"/>.</summary>
public sealed class EmbedResponse
{
    /// <summary>One vector for each text, in the request's order.</summary>
    public required IReadOnlyList<ReadOnlyMemory<float>> Embeddings { get; init; }

    /// <summary>Input tokens of all calls together; <see langword="null"/> where the model tells none.</summary>
    public int? InputTokens { get; init; }
}
