using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rerank;

/// <summary>Documents to put in the order of their relevance to a question. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html.</summary>
public sealed class RerankRequest
{
    private string _modelId = "";

    /// <summary>Model id, inference profile id, or any model ARN of a reranking model.</summary>
    public required string ModelId
    {
        get => _modelId;
        init => _modelId = value;
    }

    /// <summary>The question; not blank.</summary>
    public required string Query { get; init; }

    /// <summary>The documents; at least one, none blank. The models take at most 1,000.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>How many results are wanted, the best first. Default: all.</summary>
    public int? TopN { get; init; }

    /// <summary>Vendor fields to add to the body, as one JSON object; what the request itself sets wins. Default: none.</summary>
    public RawJson? AdditionalModelRequestFields { get; init; }

    /// <summary>The line whose own body this was read from: written for it again, nothing is added and nothing judged.</summary>
    internal string? ReadFrom { get; init; }

    /// <summary>What its calls have other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request for another model, sent otherwise; what it holds is shared.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="policy">What its calls have other than the client.</param>
    internal RerankRequest For(string modelId, CallPolicy? policy)
    {
        var copy = (RerankRequest)MemberwiseClone();
        copy._modelId = modelId;
        copy.Policy = policy;
        return copy;
    }
}
