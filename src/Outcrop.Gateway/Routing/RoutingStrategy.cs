namespace Outcrop.Gateway.Routing;

/// <summary>How a target is chosen among those that are well.</summary>
public enum RoutingStrategy
{
    /// <summary>The least <see cref="Target.Priority"/>; by <see cref="Target.Weight"/> among equals.</summary>
    Priority,

    /// <summary>By <see cref="Target.Weight"/>, priorities aside.</summary>
    Weighted,

    /// <summary>The fewest requests in flight for its weight, within the least priority.</summary>
    LeastInFlight,

    /// <summary>The most left of its quota, within the least priority.</summary>
    Quota,
}
