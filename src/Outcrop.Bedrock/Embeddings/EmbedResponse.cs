using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>The vectors of an <see cref="EmbedRequest"/>.</summary>
public sealed class EmbedResponse
{
    /// <summary>One vector for each text and then for each image, in the request's order. Quantised types give their numbers as they stand: bits, or bytes of eight bits each.</summary>
    public required IReadOnlyList<ReadOnlyMemory<float>> Embeddings { get; init; }

    /// <summary>Input tokens of all calls together; <see langword="null"/> where the model tells none.</summary>
    public int? InputTokens { get; init; }

    /// <summary>
    /// What else the answers say, one JSON object for each call in the request's order, such as Cohere's <c>id</c> or vectors of further types; empty where there is nothing.
    /// </summary>
    public IReadOnlyList<RawJson> AdditionalMembers { get; init; } = [];

    /// <summary>Options of the request that the model could not take and that were left out; empty when nothing was.</summary>
    public IReadOnlyList<DroppedParameter> Dropped { get; init; } = [];

    /// <summary>The <c>x-amzn-RequestId</c> of the first call; <see langword="null"/> where the answer has none.</summary>
    public string? RequestId { get; init; }
}
