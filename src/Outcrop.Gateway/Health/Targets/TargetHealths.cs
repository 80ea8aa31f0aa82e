using System.Collections.Concurrent;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>The health of every target that requests went to. Names come from callers, so their number is bounded. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the moments at which targets are tried again.</param>
internal sealed class TargetHealths(TimeProvider time, Random random)
{
    /// <summary>How many are kept; past that the idle ones go, and models that nobody has heard of share the health of their place.</summary>
    public const int Most = 4096;

    private const string AnyModel = "*";
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<TargetKey, TargetHealth> _healths = new();

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

            health = _healths.GetOrAdd(_healths.Count < Most ? key : key with { ModelId = AnyModel }, static (one, self) => new TargetHealth(one, self.Time, self.NextJitter, self.News), this);
        }

        health.Configure(configuration);
        return health;
    }

    /// <summary>That of a target, if a request ever went there.</summary>
    /// <param name="target">The target.</param>
    public TargetHealth? Find(Target target) => _healths.GetValueOrDefault(TargetKey.Of(target));

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<TargetReport> Report() => [.. _healths.Values.Select(health => health.Report()).OrderBy(report => report.Key.ToString(), StringComparer.Ordinal)];

    private TimeProvider Time => time;

    private void Forget()
    {
        foreach ((TargetKey key, TargetHealth health) in _healths)
        {
            if (health.InFlight == 0 && health.IsSound() && health.Now - health.LastUsed > Idle)
            {
                _healths.TryRemove(key, out _);
            }
        }
    }

    private double NextJitter()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
