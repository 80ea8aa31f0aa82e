using System.Collections.Concurrent;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>The health of every target that requests went to. Names come from callers, so their number is bounded; those of the configuration always have their own. Thread-safe.</summary>
internal sealed class TargetHealths
{
    /// <summary>How many are kept; past that the idle ones go, and models that nobody has heard of share the health of their place.</summary>
    public const int Most = 4096;

    private const string AnyModel = "*";
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<TargetKey, TargetHealth> _healths = new();
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly GatewayMetrics _metrics;
    private readonly GatewaySnapshots _snapshots;

    /// <summary>Knows of no target yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads the moments at which targets are tried again.</param>
    /// <param name="metrics">Told of every breaker that changes, and observes all targets.</param>
    /// <param name="snapshots">The configuration in force.</param>
    public TargetHealths(TimeProvider time, Random random, GatewayMetrics metrics, GatewaySnapshots snapshots)
    {
        _snapshots = snapshots;
        _time = time;
        _random = random;
        _metrics = metrics;
        metrics.Watch(this);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<TargetHealth> All => _healths.Values;

    /// <summary>Those that may be labels: at a place of the configuration in force, of models that it names. What a reload has taken out would else be told for ever as it was last.</summary>
    public IEnumerable<TargetHealth> Labelled
    {
        get
        {
            OutcropConfiguration current = _snapshots.Current.Configuration;
            return _healths.Values.Where(health => TargetList.HasPlace(current, health.Key) && ModelLabels.IsNamed(current, health.Key.ModelId));
        }
    }

    /// <summary>Told whenever a target answers or fails.</summary>
    public TargetNews News { get; } = new();

    /// <summary>That of a target, by the configuration of the request.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="target">The target.</param>
    public TargetHealth Of(OutcropConfiguration configuration, Target target)
    {
        TargetKey key = TargetKey.Of(target);
        if (!_healths.TryGetValue(key, out TargetHealth? health))
        {
            if (_healths.Count >= Most)
            {
                Forget();
            }

            bool hasOwn = _healths.Count < Most || ModelLabels.IsNamed(configuration, key.ModelId);
            health = _healths.GetOrAdd(hasOwn ? key : key with { ModelId = AnyModel }, static (one, self) => new TargetHealth(one, self._time, self.NextJitter, self.News, self._metrics.BreakerChanged), this);
        }

        health.Configure(configuration);
        return health;
    }

    /// <summary>That of a target, if a request ever went there.</summary>
    /// <param name="target">The target.</param>
    public TargetHealth? Find(Target target) => _healths.GetValueOrDefault(TargetKey.Of(target));

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<TargetReport> Report() => [.. _healths.Values.Select(health => health.Report()).OrderBy(report => report.Key.ToString(), StringComparer.Ordinal)];

    private void Forget()
    {
        foreach ((TargetKey key, TargetHealth health) in _healths)
        {
            // What failed long ago and was never asked again must not keep its place for ever, unless the configuration names it: there are few of those.
            bool isIdle = health.InFlight == 0 && health.Now - health.LastUsed > Idle;
            if (isIdle && (health.IsSound() || (!health.IsNamed && health.Wait() == TimeSpan.Zero)))
            {
                _healths.TryRemove(key, out _);
            }
        }
    }

    private double NextJitter()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
