namespace Outcrop.Gateway.Health.Targets;

/// <summary>Until when AWS throttles a target: as long as it says, else longer each time in a row. Callers hold the lock of <see cref="TargetHealth"/>; times are of one clock and only grow.</summary>
/// <param name="jitter">Gives a number from 0 up to 1.</param>
internal sealed class TargetThrottle(Func<double> jitter)
{
    private const double JitterShare = 0.1;
    private const int MostSteps = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _last;
    private int _inRow;

    /// <summary>When a request may go there again.</summary>
    public TimeSpan Until { get; private set; }

    /// <summary>Whether an answer has ended since AWS refused: what had been reserved for it is there again.</summary>
    public bool IsFreed { get; private set; }

    /// <summary>AWS refused.</summary>
    /// <param name="started">When the request began.</param>
    /// <param name="retryAfter">What AWS asked to wait.</param>
    /// <param name="now">Now.</param>
    /// <returns>Whether that says more than the throttle before: requests that were under way together are refused together, and what goes there although it is throttled is no news.</returns>
    public bool Refuse_NeedsLock(TimeSpan started, TimeSpan? retryAfter, TimeSpan now)
    {
        bool isNews = _inRow == 0 || (started >= _last && started >= Until);
        TimeSpan until = now;
        if (isNews)
        {
            _inRow = Math.Min(_inRow + 1, MostSteps);
            until += TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, _inRow - 1)) * (1 - (JitterShare * jitter())));
        }

        if (retryAfter is { } asked && asked > TimeSpan.Zero)
        {
            until = now + (asked < Longest ? asked : Longest);
        }

        _last = now;
        IsFreed = false;
        Until = Until > until ? Until : until;
        return isNews;
    }

    /// <summary>An answer has come to its end.</summary>
    public void Finish_NeedsLock() => IsFreed = true;

    /// <summary>A request was answered.</summary>
    /// <param name="started">When it began.</param>
    public void Answer_NeedsLock(TimeSpan started)
    {
        if (started >= _last)
        {
            _inRow = 0;
            Until = TimeSpan.Zero;
        }
    }
}
