using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>A clock that stands, and tells when somebody begins to wait for it: a test moves it exactly then, and by exactly as much.</summary>
internal sealed class WaitingClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _begun = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _begun.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>Waits until somebody waits.</summary>
    /// <returns>For how long.</returns>
    public async Task<TimeSpan> NextWaitAsync() => await _begun.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends the next wait.</summary>
    /// <returns>How long it was.</returns>
    public async Task<TimeSpan> EndNextWaitAsync()
    {
        TimeSpan wait = await NextWaitAsync();
        Advance(wait);
        return wait;
    }
}
