namespace Outcrop.Gateway.Health.Targets;

/// <summary>How a target is, at one moment. Immutable.</summary>
/// <param name="Key">Which.</param>
/// <param name="Breaker">Its breaker.</param>
/// <param name="IsThrottled">Whether AWS throttles it.</param>
/// <param name="Wait">How long until it is tried again; zero when it is not waited for.</param>
/// <param name="FailuresInRow">Failures since the last success.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Requests">Requests ever.</param>
/// <param name="Failures">Of them failed.</param>
/// <param name="Throttles">Of them throttled.</param>
/// <param name="QuotaLeft">The share of its quota that is left, by our reckoning; <see langword="null"/>: none is configured.</param>
internal sealed record TargetReport(
    TargetKey Key, BreakerState Breaker, bool IsThrottled, TimeSpan Wait, int FailuresInRow, int InFlight, long Requests, long Failures, long Throttles, double? QuotaLeft)
{
    /// <summary>Its state in a word.</summary>
    public string State => (Breaker, IsThrottled) switch
    {
        (BreakerState.Open, _) => "open",
        (BreakerState.HalfOpen, _) => "half-open",
        (_, true) => "throttled",
        _ => "healthy",
    };
}
