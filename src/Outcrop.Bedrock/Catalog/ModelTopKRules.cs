namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model takes of <c>top_k</c>, for which Converse has no member.</summary>
public sealed record ModelTopKRules
{
    /// <summary>Whether it takes it; <see langword="null"/> where unknown.</summary>
    public bool? Taken { get; init; }

    /// <summary>Its place below <c>additionalModelRequestFields</c>, and so in the body of InvokeModel: a JSON pointer such as <c>/top_k</c> or <c>/inferenceConfig/topK</c>; <see langword="null"/> where unknown.</summary>
    public string? Place { get; init; }

    /// <summary>The largest value; <see langword="null"/> where unknown.</summary>
    public int? Maximum { get; init; }

    internal static ModelTopKRules None { get; } = new();
}
