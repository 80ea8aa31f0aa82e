namespace Outcrop.Emulator;

/// <summary>A scenario is not valid.</summary>
/// <param name="faults">Every fault, at least one.</param>
public sealed class EmulatorScenarioException(IReadOnlyList<EmulatorScenarioFault> faults)
    : Exception(string.Join(Environment.NewLine, faults.Select(fault => $"{fault.Path}: {fault.Message}")))
{
    /// <summary>Every fault.</summary>
    public IReadOnlyList<EmulatorScenarioFault> Faults { get; } = faults;
}
