namespace Outcrop.Bedrock.Catalog;

/// <summary>A cross-region inference profile of a model.</summary>
public sealed record ModelProfile
{
    /// <summary>Its prefix without the dot: <c>us</c>, <c>global</c>, ….</summary>
    public required string Prefix { get; init; }

    /// <summary>The context window through it, in tokens; <see langword="null"/>: the model's.</summary>
    public int? Context { get; init; }

    /// <summary>The most tokens put out through it; <see langword="null"/>: the model's.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What it costs; <see langword="null"/> where unknown.</summary>
    public ModelCost? Cost { get; init; }
}
