using Microsoft.Extensions.Time.Testing;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A clock that the test moves, and that tells when somebody begins to wait.</summary>
/// <param name="inner">The clock.</param>
/// <param name="watched">The waits that are told of.</param>
internal sealed class WatchedClock(FakeTimeProvider inner, Func<TimeSpan, bool> watched) : TimeProvider
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the next wait has begun.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = inner.CreateTimer(callback, state, dueTime, period);
        if (watched(dueTime))
        {
            Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        return timer;
    }
}
