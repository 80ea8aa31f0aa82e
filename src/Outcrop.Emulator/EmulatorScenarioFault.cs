namespace Outcrop.Emulator;

/// <summary>What is wrong in a scenario.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.scripts[0].when.text</c>.</param>
/// <param name="Message">What.</param>
public sealed record EmulatorScenarioFault(string Path, string Message);
