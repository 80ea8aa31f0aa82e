using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Tokens of an exchange by what they cost, counted as AWS counts: input excludes what a cache held.</summary>
/// <param name="Input">Input tokens, cache reads and writes excluded.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
/// <param name="CacheRead">Input tokens read from a cache.</param>
/// <param name="CacheWrite5m">Input tokens written to a cache for five minutes.</param>
/// <param name="CacheWrite1h">Input tokens written to a cache for an hour.</param>
/// <param name="Reasoning">Those of <paramref name="Output"/> that were reasoning, where told.</param>
internal readonly record struct TokenCounts(long Input, long Output, long CacheRead = 0, long CacheWrite5m = 0, long CacheWrite1h = 0, long Reasoning = 0)
{
    /// <summary>All that went in, whether a cache held it or not.</summary>
    public long TotalInput => Input + CacheRead + CacheWrite5m + CacheWrite1h;

    /// <summary>Takes a usage. Cache writes that are not told to be for an hour were for five minutes, the default.</summary>
    /// <param name="usage">The usage.</param>
    public static TokenCounts From(TokenUsage usage)
    {
        int hour = Math.Min(usage.CacheWrite1hInputTokens, usage.CacheWriteInputTokens);
        return new TokenCounts(usage.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheWriteInputTokens - hour, hour, Math.Min(usage.ReasoningTokens ?? 0, usage.OutputTokens));
    }
}
