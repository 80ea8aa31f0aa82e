namespace Outcrop.Gateway.Tests.Faults.Cuts;

/// <summary>An answer that is cut, and what follows. Immutable.</summary>
/// <param name="At">The bytes that come.</param>
/// <param name="End">How they end.</param>
/// <param name="Times">How often it is cut.</param>
/// <param name="Seen">What the caller sees.</param>
/// <param name="Attempts">The ledger's attempts.</param>
/// <param name="First">How often the first region is asked.</param>
/// <param name="Second">How often the second is.</param>
internal sealed record CutCell(int At, CutEnd End, int Times, FaultEnd Seen, string Attempts, int First, int Second)
{
    /// <summary>What the model says.</summary>
    public const string Said = "one two";

    /// <summary>Whether the model had finished, and the caller has seen it, before the rest was cut.</summary>
    public bool IsFinished { get; init; }
}
