namespace Outcrop.Bedrock.Rules.Caching;

/// <summary>A cache point of a request while its fate is decided.</summary>
/// <param name="place"><c>tools</c>, <c>system</c> or <c>messages</c>.</param>
/// <param name="index">Its index among the tools; -1 elsewhere.</param>
/// <param name="ttl">Its time to live.</param>
internal sealed class CachePoint(string place, int index, string? ttl)
{
    /// <summary><c>tools</c>, <c>system</c> or <c>messages</c>.</summary>
    public string Place { get; } = place;

    /// <summary>Its index among the tools; -1 elsewhere.</summary>
    public int Index { get; } = index;

    /// <summary>Its time to live.</summary>
    public string? Ttl { get; set; } = ttl;

    /// <summary>Why it is left out; <see langword="null"/>: it is kept.</summary>
    public string? Dropped { get; set; }
}
