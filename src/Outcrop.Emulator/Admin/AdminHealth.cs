namespace Outcrop.Emulator.Admin;

/// <summary>How the emulator is.</summary>
/// <param name="Status">Always <c>ok</c>: it answers.</param>
/// <param name="Recordings">How many recordings it can answer with.</param>
/// <param name="Recording">Whether it forwards and records.</param>
internal sealed record AdminHealth(string Status, int Recordings, bool Recording);
