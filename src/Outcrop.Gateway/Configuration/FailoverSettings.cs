namespace Outcrop.Gateway.Configuration;

/// <summary>Going to another target before the first content: the <c>failover</c> member. Immutable.</summary>
public sealed record FailoverSettings
{
    /// <summary>Whether another target is tried at all. Default: yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The most targets of one request, its fallbacks' included. Default: 6.</summary>
    public int MaxTargets { get; init; } = 6;

    /// <summary>Whether a model that ran out of its own time (408 ModelTimeoutException) is asked elsewhere; the first try may have been billed. Default: no.</summary>
    public bool OnModelTimeout { get; init; }
}
