using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Texts and images to embed. How many go into one call is the model's affair: Titan takes one, Cohere 96; order is kept.</summary>
public sealed class EmbedRequest
{
    private string _modelId = "";

    /// <summary>Model id, inference profile id, or any model ARN.</summary>
    public required string ModelId
    {
        get => _modelId;
        init => _modelId = value;
    }

    /// <summary>The texts, none blank; with the images at least one. Their vectors come first.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>The images; their vectors follow those of the texts. A model that embeds text only refuses them. Default: none.</summary>
    public IReadOnlyList<EmbedImage> Images { get; init; } = [];

    /// <summary>The length of each vector, where the model lets one choose. Default: the model's.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether vectors have length one, where the model lets one choose. Default: the model's.</summary>
    public bool? Normalize { get; init; }

    /// <summary>What the vectors are for: Cohere's <c>search_document</c>, <c>search_query</c>, <c>classification</c>, <c>clustering</c>; for Nova they become its own purposes, and any other word goes out as it stands. Default: <c>search_document</c>.</summary>
    public string? InputType { get; init; }

    /// <summary>What happens to a text that is too long: <c>NONE</c>, <c>START</c>, <c>END</c>. Default: the model's; <c>NONE</c> where a model demands a choice.</summary>
    public string? Truncate { get; init; }

    /// <summary>Vendor fields to add to each body, as one JSON object, such as Cohere's <c>embedding_types</c>; what the request itself sets wins. Default: none.</summary>
    public RawJson? AdditionalModelRequestFields { get; init; }

    /// <summary>The line whose own body this was read from: written for it again, nothing is added and nothing judged.</summary>
    internal string? ReadFrom { get; init; }

    /// <summary>What its calls have other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request for another model, sent otherwise; what it holds is shared.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="policy">What its calls have other than the client.</param>
    internal EmbedRequest For(string modelId, CallPolicy? policy)
    {
        var copy = (EmbedRequest)MemberwiseClone();
        copy._modelId = modelId;
        copy.Policy = policy;
        return copy;
    }
}
