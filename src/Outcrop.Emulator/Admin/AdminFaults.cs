namespace Outcrop.Emulator.Admin;

/// <summary>What is wrong in what was sent.</summary>
/// <param name="Faults">Every fault with its path.</param>
internal sealed record AdminFaults(IReadOnlyList<EmulatorScenarioFault> Faults);
