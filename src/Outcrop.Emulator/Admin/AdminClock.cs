namespace Outcrop.Emulator.Admin;

/// <summary>What the emulator's clock shows.</summary>
/// <param name="UtcNow">The time.</param>
internal sealed record AdminClock(DateTimeOffset UtcNow);
