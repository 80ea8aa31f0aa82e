using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>A target that one request may go to.</summary>
/// <param name="target">The target.</param>
/// <param name="health">How it is.</param>
/// <param name="tier">Zero for the route's own, the number of the fallback for others.</param>
internal sealed class Candidate(Target target, TargetHealth health, int tier)
{
    private bool _throttled;

    /// <summary>The target.</summary>
    public Target Target => target;

    /// <summary>How it is.</summary>
    public TargetHealth Health => health;

    /// <summary>Zero for the route's own, the number of the fallback for others.</summary>
    public int Tier => tier;

    /// <summary>Whether it has been asked.</summary>
    public bool IsTried { get; set; }

    /// <summary>Whether it throttled this very request, or throttles now: while the last target is asked again and again, the first one's time may be over.</summary>
    public bool IsThrottled => _throttled || health.IsThrottled();

    /// <summary>It throttled this request.</summary>
    public void Throttle() => _throttled = true;
}
