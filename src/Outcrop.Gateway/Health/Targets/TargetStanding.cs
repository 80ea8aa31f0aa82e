namespace Outcrop.Gateway.Health.Targets;

/// <summary>How far a target may be counted on, from the best to the worst.</summary>
internal enum TargetStanding
{
    /// <summary>It answers.</summary>
    Well,

    /// <summary>It has said nothing for a while, and as many requests as may fail have begun since and wait: the next hears first what becomes of them.</summary>
    Untested,

    /// <summary>It has never answered, or failed last, or is silent for longer than it ever was, and as many requests as may fail are trying it already.</summary>
    Doubtful,

    /// <summary>Its breaker is open, or AWS throttles it.</summary>
    Away,
}
