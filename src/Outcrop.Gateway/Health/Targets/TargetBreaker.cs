using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>
/// When a target is passed over: after failures in a row, or when too many of the last window's requests failed. It opens for longer each time in a row, and closes by one real request that
/// succeeds. Callers hold the lock of <see cref="TargetHealth"/>; times are of one clock and only grow.
/// </summary>
/// <param name="jitter">Gives a number from 0 up to 1, so that gateways do not try again all at once.</param>
internal sealed class TargetBreaker(Func<double> jitter)
{
    private const int Slots = 6;
    private const double JitterShare = 0.1;

    private readonly int[] _failed = new int[Slots];
    private readonly int[] _succeeded = new int[Slots];
    private long _slotLength;
    private long _slot;
    private int _openings;
    private int _probes;

    /// <summary>How it stands.</summary>
    public BreakerState State { get; private set; }

    /// <summary>When an open one lets a probe through, by the clock that callers give.</summary>
    public TimeSpan OpenUntil { get; private set; }

    /// <summary>Failures since the last success.</summary>
    public int FailuresInRow { get; private set; }

    /// <summary>Answers that broke off since the last whole one.</summary>
    public int BrokenInRow { get; private set; }

    /// <summary>Takes a request in, if it may go there.</summary>
    /// <param name="now">Now.</param>
    /// <param name="settings">The figures.</param>
    public Admission Admit_NeedsLock(TimeSpan now, BreakerSettings settings)
    {
        if (State == BreakerState.Closed)
        {
            return Admission.Normal;
        }

        if (State == BreakerState.Open && now >= OpenUntil)
        {
            State = BreakerState.HalfOpen;
            _probes = 0;
        }

        if (State == BreakerState.HalfOpen && _probes < settings.Probes)
        {
            _probes++;
            return Admission.Probe;
        }

        return Admission.Refused;
    }

    /// <summary>Whether a request would be taken in.</summary>
    /// <param name="now">Now.</param>
    /// <param name="settings">The figures.</param>
    public bool WouldAdmit_NeedsLock(TimeSpan now, BreakerSettings settings) => State switch
    {
        BreakerState.Closed => true,
        BreakerState.Open => now >= OpenUntil,
        BreakerState.HalfOpen => _probes < settings.Probes,
        _ => throw new InvalidOperationException($"There is no state {State}."),
    };

    /// <summary>The target answered.</summary>
    /// <param name="admission">On what terms the request went there.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The figures.</param>
    public void Succeed_NeedsLock(Admission admission, TimeSpan now, BreakerSettings settings)
    {
        FailuresInRow = 0;
        if (State != BreakerState.Closed)
        {
            // Answers of requests from before it opened say nothing about now; what was let through since does.
            if (admission is Admission.Normal)
            {
                return;
            }

            State = BreakerState.Closed;
            _openings = 0;
            BrokenInRow = 0;
            Array.Clear(_failed);
            Array.Clear(_succeeded);
        }

        Turn(now, settings);
        _succeeded[_slot % Slots]++;
    }

    /// <summary>The target failed.</summary>
    /// <param name="admission">On what terms the request went there.</param>
    /// <param name="attempts">How often it was asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The figures.</param>
    public void Fail_NeedsLock(Admission admission, int attempts, TimeSpan now, BreakerSettings settings)
    {
        FailuresInRow += attempts;
        if (State == BreakerState.HalfOpen && admission == Admission.Probe)
        {
            Open(now, settings);
            return;
        }

        if (State != BreakerState.Closed)
        {
            return;
        }

        Turn(now, settings);
        _failed[_slot % Slots] += attempts;
        OpenWhereDue(now, settings);
    }

    /// <summary>An answer that had begun broke off.</summary>
    /// <param name="now">Now.</param>
    /// <param name="settings">The figures.</param>
    public void Break_NeedsLock(TimeSpan now, BreakerSettings settings)
    {
        BrokenInRow++;
        if (State == BreakerState.Closed)
        {
            // It has been counted as a success when it began.
            Turn(now, settings);
            ref int succeeded = ref _succeeded[_slot % Slots];
            succeeded = Math.Max(0, succeeded - 1);
            _failed[_slot % Slots]++;
            OpenWhereDue(now, settings);
        }
    }

    /// <summary>An answer came to its end.</summary>
    public void Finish_NeedsLock() => BrokenInRow = 0;

    /// <summary>A request ended in a way that says nothing about the target.</summary>
    /// <param name="admission">On what terms the request went there.</param>
    public void Abandon_NeedsLock(Admission admission)
    {
        if (admission == Admission.Probe && State == BreakerState.HalfOpen)
        {
            _probes = Math.Max(0, _probes - 1);
        }
    }

    private void OpenWhereDue(TimeSpan now, BreakerSettings settings)
    {
        int failed = _failed.Sum();
        int all = failed + _succeeded.Sum();
        if (Math.Max(FailuresInRow, BrokenInRow) >= settings.Failures || (all >= settings.MinimumRequests && failed > settings.FailureRate * all))
        {
            Open(now, settings);
        }
    }

    private void Open(TimeSpan now, BreakerSettings settings)
    {
        _openings++;
        TimeSpan bound = settings.OpenFor * _openings;
        bound = bound < settings.MaxOpenFor ? bound : settings.MaxOpenFor;
        State = BreakerState.Open;
        OpenUntil = now + (bound * (1 - (JitterShare * jitter())));
        BrokenInRow = 0;
    }

    /// <summary>Forgets what is older than the window.</summary>
    private void Turn(TimeSpan now, BreakerSettings settings)
    {
        long length = Math.Max(1, settings.Window.Ticks / Slots);
        long slot = now.Ticks / length;
        if (length != _slotLength)
        {
            // A new configuration's slots have other numbers: what is counted under the old ones would never be forgotten.
            (_slotLength, _slot) = (length, slot);
            Array.Clear(_failed);
            Array.Clear(_succeeded);
        }

        for (long next = Math.Max(_slot + 1, slot - Slots + 1); next <= slot; next++)
        {
            _failed[next % Slots] = 0;
            _succeeded[next % Slots] = 0;
        }

        _slot = Math.Max(_slot, slot);
    }
}
