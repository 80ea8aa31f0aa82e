using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Pipeline;

/// <summary>The tokens of one request's several calls, added up as they end, so that those that had ended are accounted for when another fails. Thread-safe.</summary>
internal sealed class UsageSum
{
    private readonly Lock _lock = new();
    private TokenUsage? _total;

    /// <summary>What the calls that have ended took; <see langword="null"/> when none has told.</summary>
    public TokenUsage? Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>Adds a call's tokens.</summary>
    /// <param name="usage">The tokens; <see langword="null"/> when the call told none.</param>
    public void Add(TokenUsage? usage)
    {
        if (usage is not { } more)
        {
            return;
        }

        lock (_lock)
        {
            TokenUsage sum = _total ?? new TokenUsage();
            _total = sum with
            {
                InputTokens = sum.InputTokens + more.InputTokens,
                OutputTokens = sum.OutputTokens + more.OutputTokens,
                CacheReadInputTokens = sum.CacheReadInputTokens + more.CacheReadInputTokens,
                CacheWriteInputTokens = sum.CacheWriteInputTokens + more.CacheWriteInputTokens,
                CacheWrite1hInputTokens = sum.CacheWrite1hInputTokens + more.CacheWrite1hInputTokens,
                ReasoningTokens = more.ReasoningTokens is { } reasoning ? (sum.ReasoningTokens ?? 0) + reasoning : sum.ReasoningTokens,
            };
        }
    }
}
