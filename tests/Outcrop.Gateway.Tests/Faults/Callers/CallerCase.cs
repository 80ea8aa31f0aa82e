namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>One case of a row of the fault matrix in which the caller, or the gateway's own end, is what fails. Immutable.</summary>
/// <param name="Row">The row.</param>
/// <param name="Name">What is different from the row's other cases.</param>
/// <param name="Run">Runs it, and holds what follows.</param>
internal sealed record CallerCase(int Row, string Name, Func<CallerBed, Task> Run)
{
    /// <summary>The answers it is for.</summary>
    public FaultModes Modes { get; init; }

    /// <summary>Further members of the configuration, each with a comma in front.</summary>
    public string Settings { get; init; } = "";

    public override string ToString() => $"row {Row:00} {Name}";
}
