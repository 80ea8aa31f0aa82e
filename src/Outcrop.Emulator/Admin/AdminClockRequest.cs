namespace Outcrop.Emulator.Admin;

/// <summary>How far to move the clock.</summary>
/// <param name="Seconds">The seconds, negative to go back.</param>
internal sealed record AdminClockRequest(double Seconds);
