namespace Outcrop.Bedrock.Embeddings;

/// <summary>Texts to embed. How many go into one call is the model's affair: Titan takes one, Cohere 96; order is kept.</summary>
public sealed class EmbedRequest
{
    /// <summary>Model id, inference profile id, or any model ARN.</summary>
    public required string ModelId { get; init; }

    /// <summary>The texts; at least one, none blank.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>The length of each vector, where the model lets one choose. Default: the model's.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether vectors have length one, where the model lets one choose. Default: the model's.</summary>
    public bool? Normalize { get; init; }

    /// <summary>What the vectors are for: Cohere's <c>search_document</c>, <c>search_query</c>, <c>classification</c>, <c>clustering</c>. Default: <c>search_document</c>.</summary>
    public string? InputType { get; init; }

    /// <summary>What happens to a text that is too long: <c>NONE</c>, <c>START</c>, <c>END</c>. Default: the model's.</summary>
    public string? Truncate { get; init; }
}
