namespace Outcrop.Bedrock.Catalog;

/// <summary>How a line's prices follow from those of <see cref="ModelCost"/>: factors, since tiers and long contexts are priced as multiples.</summary>
public sealed record ModelPriceRules
{
    /// <summary>The factor of each service tier other than <c>default</c>, and of <c>batch</c>; a tier that is missing has no known price.</summary>
    public IReadOnlyDictionary<string, decimal> Tiers { get => field ?? s_none; init; }

    /// <summary>What a token written to the cache for an hour costs, as a multiple of an input token; <see langword="null"/> where unknown.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>What a long context costs; <see langword="null"/>: the same.</summary>
    public ModelLongContextPrices? LongContext { get; init; }

    /// <summary>Where this is known from.</summary>
    public string? Provenance { get; init; }

    /// <summary>When it was known, <c>yyyy-MM-dd</c>.</summary>
    public string? AsOf { get; init; }

    private static readonly Dictionary<string, decimal> s_none = [];

    internal static ModelPriceRules None { get; } = new();
}
