namespace Outcrop.Gateway.Health.Targets;

/// <summary>How a request to a target ended, as far as it says something about the target.</summary>
internal enum TargetEnd
{
    /// <summary>With a whole answer.</summary>
    Completed,

    /// <summary>With a refusal that is the request's fault.</summary>
    Answered,

    /// <summary>With nothing, before its first content.</summary>
    Failed,

    /// <summary>With nothing, after as long as anybody waits: the target swallows requests.</summary>
    Silent,

    /// <summary>Amid the answer.</summary>
    Broken,

    /// <summary>AWS's quota was used up.</summary>
    Throttled,

    /// <summary>It was silent for so long that another, asked later, answered first. It may have taken what was reserved.</summary>
    Outrun,

    /// <summary>The caller left, or the gateway itself failed.</summary>
    Abandoned,
}
