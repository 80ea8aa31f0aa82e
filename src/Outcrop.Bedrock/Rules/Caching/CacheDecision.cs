namespace Outcrop.Bedrock.Rules.Caching;

/// <summary>What becomes of one cache point.</summary>
/// <param name="Dropped">Why it is left out; <see langword="null"/>: it is kept.</param>
/// <param name="Ttl">Its time to live.</param>
internal readonly record struct CacheDecision(string? Dropped, string? Ttl);
