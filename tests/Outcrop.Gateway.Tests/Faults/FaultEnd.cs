namespace Outcrop.Gateway.Tests.Faults;

/// <summary>What a caller sees of a fault.</summary>
/// <param name="Status">How much of it.</param>
/// <param name="Kind">What it is told.</param>
internal sealed record FaultEnd(FaultSight Status, FaultKind Kind = default)
{
    /// <summary>Nothing: the answer is whole.</summary>
    public static FaultEnd Hidden { get; } = new(FaultSight.Nothing);

    /// <summary>A status of its own, since nothing had been shown.</summary>
    public static FaultEnd Refused(FaultKind kind) => new(FaultSight.Status, kind);

    /// <summary>The text so far, and the dialect's own mark of an error.</summary>
    public static FaultEnd Broken(FaultKind kind) => new(FaultSight.Mark, kind);
}

/// <summary>How much a caller sees.</summary>
internal enum FaultSight
{
    Nothing,
    Status,
    Mark,
}
