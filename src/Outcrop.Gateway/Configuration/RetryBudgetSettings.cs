namespace Outcrop.Gateway.Configuration;

/// <summary>What keeps retries from making an outage worse: <c>retry.budget</c>. Immutable.</summary>
public sealed record RetryBudgetSettings
{
    /// <summary>The retry tokens of each target: a retry after a throttle takes 5, after a failure 14, a success gives one back. Default: 500.</summary>
    public int Tokens { get; init; } = 500;

    /// <summary>The largest share of the requests in flight that may be retries. Default: 0.2.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>Retries in flight that <see cref="Share"/> never forbids. Default: 3.</summary>
    public int Minimum { get; init; } = 3;
}
