namespace Outcrop.Gateway.Configuration;

/// <summary>How much may happen at once: the <c>limits</c> member. Immutable.</summary>
public sealed record LimitSettings
{
    /// <summary>The most chat requests in flight, all keys together; more get HTTP 429. Default: 1000.</summary>
    public int MaxConcurrentRequests { get; init; } = 1000;
}
