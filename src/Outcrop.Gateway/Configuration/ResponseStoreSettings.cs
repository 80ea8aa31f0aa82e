namespace Outcrop.Gateway.Configuration;

/// <summary>How much of OpenAI's Responses is kept, to be continued by its id: the <c>responses</c> member. It is kept in memory only and is gone when the gateway ends. Immutable.</summary>
public sealed record ResponseStoreSettings
{
    /// <summary>Whether responses are kept at all. Default: yes, unless a request says <c>"store": false</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The most responses, all keys together. Default: 10,000.</summary>
    public int MaxResponses { get; init; } = 10_000;

    /// <summary>The most bytes, all keys together. Default: 256 MiB.</summary>
    public long MaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long a response is kept after it was last used. Default: 24 hours.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);
}
