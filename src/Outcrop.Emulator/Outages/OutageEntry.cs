namespace Outcrop.Emulator.Outages;

/// <summary>An outage with its place in time, counted from the emulator's start. The book's lock guards it.</summary>
internal sealed class OutageEntry(EmulatorOutage outage, TimeSpan begins) : IDisposable
{
    public EmulatorOutage Outage => outage;

    public TimeSpan Begins => begins;

    public TimeSpan Ends => outage.Duration is { } duration && duration < TimeSpan.MaxValue - begins ? begins + duration : TimeSpan.MaxValue;

    /// <summary>Fires at its beginning, then at its end.</summary>
    public ITimer? Timer { get; set; }

    public bool IsActiveAt(TimeSpan now) => now >= Begins && now < Ends;

    public void Dispose() => Timer?.Dispose();
}
