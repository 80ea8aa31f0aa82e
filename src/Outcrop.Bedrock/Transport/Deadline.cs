namespace Outcrop.Bedrock.Transport;

/// <summary>A point on the injected clock.</summary>
internal readonly struct Deadline
{
    // A CancellationTokenSource's timer takes no more.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _limit;

    /// <summary>Sets a deadline from now on.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limit">How long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    public Deadline(TimeProvider time, TimeSpan limit)
    {
        _time = time;
        _start = time.GetTimestamp();
        _limit = Bound(limit);
    }

    /// <summary>What is left, zero when nothing is.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan left = _limit - _time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsOver => Remaining == TimeSpan.Zero;

    /// <summary>A limit, or what is left when that is less.</summary>
    public TimeSpan Cap(TimeSpan limit)
    {
        TimeSpan left = Remaining;
        TimeSpan bound = Bound(limit);
        return bound < left ? bound : left;
    }

    private static TimeSpan Bound(TimeSpan limit) => limit < TimeSpan.Zero || limit > Longest ? Longest : limit;
}
