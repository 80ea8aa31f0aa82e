namespace Outcrop.Clients.Tests.Aws;

/// <summary>
/// The system's time, moved by a settable amount. The clients run on the machine's clock, so a stopped clock would make every
/// signature invalid; a moved one lets a session expire without anyone waiting.
/// </summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _offsetTicks;

    internal TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offsetTicks));
        set => Interlocked.Exchange(ref _offsetTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
