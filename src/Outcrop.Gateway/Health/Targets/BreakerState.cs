namespace Outcrop.Gateway.Health.Targets;

/// <summary>How a target's breaker stands.</summary>
internal enum BreakerState
{
    /// <summary>It is well: requests go there.</summary>
    Closed,

    /// <summary>It failed: requests go elsewhere.</summary>
    Open,

    /// <summary>Its time is over: a real request tries whether it is well again.</summary>
    HalfOpen,
}
