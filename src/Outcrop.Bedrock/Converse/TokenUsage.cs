namespace Outcrop.Bedrock.Converse;

/// <summary>Tokens of one exchange, counted once, as AWS counts: input excludes what was read from or written to a prompt cache.</summary>
public sealed record TokenUsage
{
    /// <summary>Input tokens, cache reads and writes excluded.</summary>
    public int InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Input tokens read from a prompt cache.</summary>
    public int CacheReadInputTokens { get; init; }

    /// <summary>Input tokens written to a prompt cache, for whatever time.</summary>
    public int CacheWriteInputTokens { get; init; }

    /// <summary>Those of <see cref="CacheWriteInputTokens"/> that are kept for an hour, which costs more; 0 where the wire does not tell them apart.</summary>
    public int CacheWrite1hInputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that were reasoning; <see langword="null"/> where the model does not tell.</summary>
    public int? ReasoningTokens { get; init; }

    /// <summary>Members of the wire's <c>usage</c> that are not modelled (<c>cacheDetails</c>, <c>serverToolUsage</c>), as one JSON object; empty when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>All of them.</summary>
    public int TotalTokens => InputTokens + OutputTokens + CacheReadInputTokens + CacheWriteInputTokens;
}
