using System.Diagnostics.Metrics;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Gateway.Health.Targets;

namespace Outcrop.Gateway.Telemetry;

internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _breaker;
    private volatile TargetHealths? _healths;

    /// <summary>Observes targets from now on.</summary>
    /// <param name="healths">The targets.</param>
    public void Watch(TargetHealths healths) => _healths = healths;

    /// <summary>A target's breaker has changed.</summary>
    /// <param name="health">The target.</param>
    /// <param name="from">How it stood.</param>
    /// <param name="to">How it stands.</param>
    public void BreakerChanged(TargetHealth health, BreakerState from, BreakerState to) => _breaker.Add(
        1,
        [.. TagsOf(health, health.IsNamed), new KeyValuePair<string, object?>("from", MetricWords.Of(from)), new KeyValuePair<string, object?>("to", MetricWords.Of(to))]);

    private IEnumerable<Measurement<int>> ObserveBreakers() => Observe(static report => report.Breaker switch
    {
        BreakerState.Closed => 0,
        BreakerState.HalfOpen => 1,
        BreakerState.Open => (int?)2,
        _ => throw new InvalidOperationException($"There is no state {report.Breaker}."),
    });

    private IEnumerable<Measurement<int>> ObserveThrottled() => Observe(static report => (int?)(report.IsThrottled ? 1 : 0));

    private IEnumerable<Measurement<int>> ObserveInFlight() => Observe(static report => (int?)report.InFlight);

    private IEnumerable<Measurement<double>> ObserveQuotas() => Observe(static report => report.QuotaLeft);

    /// <summary>Targets whose models callers have made up are left out: they would be series without end.</summary>
    private IEnumerable<Measurement<T>> Observe<T>(Func<TargetReport, T?> value)
        where T : struct
    {
        foreach (TargetHealth health in _healths?.Labelled ?? [])
        {
            if (value(health.Report()) is { } measured)
            {
                yield return new Measurement<T>(measured, TagsOf(health, isNamed: true));
            }
        }
    }

    private static KeyValuePair<string, object?>[] TagsOf(TargetHealth health, bool isNamed) =>
    [
        new("account", health.Key.AccountId),
        new("region", health.Key.Region ?? ModelLabels.DefaultRegion),
        new("model", isNamed ? health.Key.ModelId : ModelLabels.Other),
    ];
}
