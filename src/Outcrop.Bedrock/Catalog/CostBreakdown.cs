namespace Outcrop.Bedrock.Catalog;

/// <summary>What an exchange costs by the catalogue's prices, in US dollars, exact and not rounded. A part is <see langword="null"/> where its price is unknown; a part without tokens costs nothing, whatever its price.</summary>
public sealed record CostBreakdown
{
    /// <summary>Input tokens that no cache held.</summary>
    public decimal? Input { get; init; }

    /// <summary>Output tokens, without those of <see cref="Reasoning"/>.</summary>
    public decimal? Output { get; init; }

    /// <summary>Reasoning, where the model has a price of its own for it; else it is part of <see cref="Output"/>.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Input tokens written to a cache for five minutes.</summary>
    public decimal? CacheWrite5m { get; init; }

    /// <summary>Input tokens written to a cache for an hour.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>All parts together; <see langword="null"/> where one of them is unknown.</summary>
    public decimal? Total => Input + Output + Reasoning + CacheRead + CacheWrite5m + CacheWrite1h;

    /// <summary>The region prefix whose prices were used; <see langword="null"/>: those of the base id, also where the prefix asked for has none of its own.</summary>
    public string? PricePrefix { get; init; }

    /// <summary>Whether the request was long enough for the prices of a long context.</summary>
    public bool LongContext { get; init; }
}
