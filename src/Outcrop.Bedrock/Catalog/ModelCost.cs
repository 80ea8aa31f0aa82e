namespace Outcrop.Bedrock.Catalog;

/// <summary>What tokens cost on demand, in US dollars per million. For orientation: AWS's price list is what is billed.</summary>
public sealed record ModelCost
{
    /// <summary>Input tokens that no cache held.</summary>
    public decimal Input { get; init; }

    /// <summary>Output tokens.</summary>
    public decimal Output { get; init; }

    /// <summary>Input tokens read from a cache; <see langword="null"/> where unknown.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Input tokens written to a cache for five minutes; <see langword="null"/> where unknown.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Input tokens written to a cache for an hour; <see langword="null"/>: by <see cref="ModelPriceRules.CacheWrite1h"/>.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Output tokens of reasoning, where they cost something else; <see langword="null"/>: as <see cref="Output"/>.</summary>
    public decimal? Reasoning { get; init; }
}
