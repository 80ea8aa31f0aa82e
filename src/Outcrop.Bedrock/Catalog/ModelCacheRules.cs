namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model takes as cache points.</summary>
public sealed record ModelCacheRules
{
    /// <summary>Whether it takes them; <see langword="null"/> where unknown.</summary>
    public bool? Supported { get; init; }

    /// <summary>How many in one request; <see langword="null"/> where unknown.</summary>
    public int? Maximum { get; init; }

    /// <summary>The times to live: <c>5m</c>, <c>1h</c>; <see langword="null"/> where unknown. The first is what holds when the caller says none.</summary>
    public IReadOnlyList<string>? Ttls { get; init; }

    /// <summary>Where: <c>system</c>, <c>tools</c>, <c>messages</c>; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? Places { get; init; }

    /// <summary>The fewest tokens before a point that are cached; fewer are no error, only not cached. <see langword="null"/> where unknown.</summary>
    public int? MinimumTokens { get; init; }

    /// <summary>Whether prefixes are cached without being asked for; <see langword="null"/> where unknown.</summary>
    public bool? Implicit { get; init; }

    internal static ModelCacheRules None { get; } = new();
}
