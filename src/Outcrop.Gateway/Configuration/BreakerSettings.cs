namespace Outcrop.Gateway.Configuration;

/// <summary>When a target is passed over: the <c>breaker</c> member. Throttling, refusals and callers who leave never count. Immutable.</summary>
public sealed record BreakerSettings
{
    /// <summary>Failures in a row that open it. Default: 5.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>The share of failures within <see cref="Window"/> that opens it. Default: 0.5.</summary>
    public double FailureRate { get; init; } = 0.5;

    /// <summary>How many requests of the window <see cref="FailureRate"/> needs to mean anything. Default: 10.</summary>
    public int MinimumRequests { get; init; } = 10;

    /// <summary>How far back the share looks. Default: 60 seconds.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it stays open the first time; the n-th time in a row it is n times that. Default: 30 seconds.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest it stays open. Default: 5 minutes.</summary>
    public TimeSpan MaxOpenFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests let through at once while it is half open. Default: 1.</summary>
    public int Probes { get; init; } = 1;
}
