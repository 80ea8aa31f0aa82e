using Microsoft.Extensions.Time.Testing;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A clock of the test's own that counts the timers made with it.</summary>
internal sealed class CountedTime : FakeTimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
