namespace Outcrop.Emulator.Faults;

/// <summary>How far a script has come.</summary>
/// <param name="Operation">The operation it is for.</param>
/// <param name="Model">The model it is for.</param>
/// <param name="Fitted">How many requests have fitted.</param>
/// <param name="Served">How many of them it has served.</param>
/// <param name="Times">How many it serves; 0 for any number.</param>
internal sealed record ScriptProgress(string? Operation, string? Model, int Fitted, int Served, int Times);
