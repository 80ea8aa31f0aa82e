namespace Outcrop.Gateway.Health.Targets;

/// <summary>
/// How many requests try a target that nothing good is known of, so that no more find out that it is dead than its breaker needs to. Failures alone tell it too late: a region that swallows
/// everything lets requests fail only when their time is over. Callers hold the lock of <see cref="TargetHealth"/>; times are of one clock and only grow.
/// </summary>
internal sealed class TargetDoubt
{
    /// <summary>How old a sign of life may be to vouch for a burst of requests.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    /// <summary>Shorter silences mean nothing, however quick a target usually is.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    private const int PatienceFactor = 3;

    /// <summary>The slowest answer fades by this part with each one that is quicker.</summary>
    private const int Fading = 256;

    private int _signs;
    private int _waiting;
    private TimeSpan _waitingSince;
    private TimeSpan? _lastSign;
    private TimeSpan _slowest;

    /// <summary>A request begins.</summary>
    /// <param name="now">Now.</param>
    /// <returns>What tells at its end whether it began after the last sign of life.</returns>
    public int Begin_NeedsLock(TimeSpan now)
    {
        if (_waiting++ == 0)
        {
            _waitingSince = now;
        }

        return _signs;
    }

    /// <summary>The target gave a sign of life: content, a refusal, a throttle.</summary>
    /// <param name="started">When the request began that it answered.</param>
    /// <param name="now">Now.</param>
    public void Answer_NeedsLock(TimeSpan started, TimeSpan now)
    {
        _signs++;
        _waiting = 0;
        _lastSign = now;
        TimeSpan took = now - started;
        _slowest = took > _slowest ? took : _slowest - (_slowest / Fading);
    }

    /// <summary>A request ended without one.</summary>
    /// <param name="begun">What <see cref="Begin_NeedsLock"/> gave.</param>
    public void Leave_NeedsLock(int begun)
    {
        if (begun == _signs && _waiting > 0)
        {
            _waiting--;
        }
    }

    /// <summary>How far a target may be counted on that is not away.</summary>
    /// <param name="failuresInRow">Its failures since its last success.</param>
    /// <param name="most">How many may fail.</param>
    /// <param name="now">Now.</param>
    public TargetStanding Of_NeedsLock(int failuresInRow, int most, TimeSpan now)
    {
        // One may try it always: whoever is never asked never proves anything.
        if (_waiting == 0 || Math.Min(failuresInRow, most - 1) + _waiting < most)
        {
            return TargetStanding.Well;
        }

        if (failuresInRow > 0 || _lastSign is not { } last || now - _waitingSince > Patience)
        {
            return TargetStanding.Doubtful;
        }

        return now - last > Recent ? TargetStanding.Untested : TargetStanding.Well;
    }

    private TimeSpan Patience => _slowest * PatienceFactor > LeastPatience ? _slowest * PatienceFactor : LeastPatience;
}
