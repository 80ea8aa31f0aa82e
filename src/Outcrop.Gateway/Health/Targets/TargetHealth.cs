using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>How one target is, by what real traffic tells: its breaker, until when AWS throttles it, what is in flight and what is left of its quota. Outlives configurations. Thread-safe.</summary>
internal sealed class TargetHealth
{
    private static readonly TimeSpan LongestThrottle = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Func<double> _jitter;
    private readonly TargetBreaker _breaker;
    private readonly Action<TargetHealth, BreakerState, BreakerState>? _changed;
    private BreakerState _told;
    private OutcropConfiguration? _configuration;
    private BreakerSettings _settings = new();
    private QuotaBucket? _quota;
    private TimeSpan _throttledUntil;
    private TimeSpan _lastThrottle;
    private int _throttlesInRow;
    private int _inFlight;
    private long _turn;
    private long _requests;
    private long _failures;
    private long _throttles;

    /// <summary>Creates the health of a target nothing is known of: it is taken to be well.</summary>
    /// <param name="key">Which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Gives a number from 0 up to 1.</param>
    /// <param name="changed">Told of every change of its breaker: from what, to what. Called without the lock. Default: nobody is.</param>
    public TargetHealth(TargetKey key, TimeProvider time, Func<double> jitter, Action<TargetHealth, BreakerState, BreakerState>? changed = null)
    {
        Key = key;
        _time = time;
        _origin = time.GetTimestamp();
        _jitter = jitter;
        _changed = changed;
        _breaker = new TargetBreaker(jitter);
        LastUsed = Now;
    }

    /// <summary>Which target.</summary>
    public TargetKey Key { get; }

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether the configuration names its model, so that it may be a label.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>Whether a quota is configured for it.</summary>
    public bool HasQuota => Volatile.Read(ref _quota) is not null;

    /// <summary>Where it stands in the order of turns; see <see cref="TakeTurn"/>.</summary>
    public long Turn => Interlocked.Read(ref _turn);

    /// <summary>When a request went there last, from when it was first heard of.</summary>
    public TimeSpan LastUsed { get; private set; }

    /// <summary>The clock it goes by.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Takes up a configuration. Costs nothing when it is the same.</summary>
    /// <param name="configuration">The configuration.</param>
    public void Configure(OutcropConfiguration configuration)
    {
        if (ReferenceEquals(Volatile.Read(ref _configuration), configuration))
        {
            return;
        }

        lock (_lock)
        {
            _settings = configuration.Breaker;
            IsNamed = ModelLabels.IsNamed(configuration, Key.ModelId);
            QuotaSettings? granted = configuration.Quotas.FirstOrDefault(quota => quota.Matches(Key.AccountId, Key.Region, Key.ModelId));
            if (granted != _quota?.Settings)
            {
                _quota = granted is null ? null : new QuotaBucket(granted, granted.OutputBurndown ?? (configuration.Bedrock.Catalog ?? ModelCatalog.Default).RulesFor(ModelId.Parse(Key.ModelId)).Service.OutputBurndown);
            }

            Volatile.Write(ref _configuration, configuration);
        }
    }

    /// <summary>Whether a request would be taken in now, and AWS does not throttle it.</summary>
    public bool IsWell()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return now >= _throttledUntil && _breaker.WouldAdmit_NeedsLock(now, _settings);
        }
    }

    /// <summary>Whether nothing at all is held against it: a request that fails elsewhere may count on it.</summary>
    public bool IsSound()
    {
        lock (_lock)
        {
            return Now >= _throttledUntil && _breaker.State == BreakerState.Closed && _breaker.FailuresInRow == 0;
        }
    }

    /// <summary>The share of its quota that one more request would leave; one half where no quota is known.</summary>
    /// <param name="tokens">What the request may take.</param>
    public double Headroom(double tokens)
    {
        lock (_lock)
        {
            return _quota?.Headroom_NeedsLock(tokens, Now) ?? 0.5;
        }
    }

    /// <summary>How long until it may be well again; zero when it is.</summary>
    public TimeSpan Wait()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            TimeSpan until = _breaker.State == BreakerState.Closed || _throttledUntil > _breaker.OpenUntil ? _throttledUntil : _breaker.OpenUntil;
            return until > now ? until - now : TimeSpan.Zero;
        }
    }

    /// <summary>Gives it its turn among others: the lower, the sooner the next one. A target that was away a while does not get all at once what it missed.</summary>
    /// <param name="weight">Its weight.</param>
    /// <param name="floor">What its turn is at least.</param>
    /// <param name="step">What one request is worth at weight one.</param>
    public void TakeTurn(int weight, long floor, long step)
    {
        long seen = Turn;
        while (true)
        {
            long before = Interlocked.CompareExchange(ref _turn, Math.Max(seen, floor) + (step / Math.Max(1, weight)), seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Takes a request in.</summary>
    /// <param name="tokens">What it may take of the quota.</param>
    /// <param name="force">Whether it goes there however it is.</param>
    /// <returns>What holds its place; <see langword="null"/> when it may not go there.</returns>
    public TargetLease? TryBegin(double tokens, bool force)
    {
        TargetLease? lease = Admit(tokens, force);
        TellChange();
        return lease;
    }

    /// <summary>The target answered, as far as anybody can tell before the answer's end.</summary>
    /// <param name="lease">What holds the request's place.</param>
    public void Open(TargetLease lease)
    {
        lock (_lock)
        {
            _breaker.Succeed_NeedsLock(lease.Admission, Now, _settings);
            if (lease.Started >= _lastThrottle)
            {
                _throttlesInRow = 0;
                _throttledUntil = TimeSpan.Zero;
            }
        }

        TellChange();
    }

    /// <summary>The request is over.</summary>
    /// <param name="lease">What held its place.</param>
    /// <param name="end">How.</param>
    /// <param name="usage">What it took, if anybody knows.</param>
    /// <param name="attempts">How often the target was asked.</param>
    /// <param name="retryAfter">What AWS asked to wait.</param>
    public void End(TargetLease lease, TargetEnd end, TokenUsage? usage, int attempts, TimeSpan? retryAfter)
    {
        Settle(lease, end, usage, attempts, retryAfter);
        TellChange();
    }

    /// <summary>How it is, for people.</summary>
    public TargetReport Report()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            bool isThrottled = now < _throttledUntil;
            TimeSpan until = isThrottled ? _throttledUntil : _breaker.OpenUntil;
            return new TargetReport(
                Key,
                _breaker.State,
                isThrottled,
                (isThrottled || _breaker.State == BreakerState.Open) && until > now ? until - now : TimeSpan.Zero,
                _breaker.FailuresInRow,
                _inFlight,
                _requests,
                _failures,
                _throttles,
                _quota?.Headroom_NeedsLock(0, now));
        }
    }

    private TargetLease? Admit(double tokens, bool force)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            Admission admission = force || now >= _throttledUntil ? _breaker.Admit_NeedsLock(now, _settings) : Admission.Refused;
            if (admission == Admission.Refused)
            {
                if (!force)
                {
                    return null;
                }

                admission = Admission.Forced;
            }

            _quota?.Reserve_NeedsLock(tokens, now);
            _inFlight++;
            _requests++;
            LastUsed = now;
            return new TargetLease(this, admission, tokens, now);
        }
    }

    private void Settle(TargetLease lease, TargetEnd end, TokenUsage? usage, int attempts, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            _inFlight--;
            switch (end)
            {
                case TargetEnd.Completed:
                    _breaker.Finish_NeedsLock();
                    break;
                case TargetEnd.Answered:
                    // It refused this request, and is well all the same.
                    _breaker.Succeed_NeedsLock(lease.Admission, now, _settings);
                    break;
                case TargetEnd.Failed:
                    _failures++;
                    _breaker.Fail_NeedsLock(lease.Admission, attempts, now, _settings);
                    break;
                case TargetEnd.Broken:
                    _failures++;
                    _breaker.Break_NeedsLock(now, _settings);
                    break;
                case TargetEnd.Throttled:
                    _throttles++;
                    _breaker.Succeed_NeedsLock(lease.Admission, now, _settings);
                    Throttle(lease, retryAfter, now);
                    return;
                case TargetEnd.Abandoned:
                    _breaker.Abandon_NeedsLock(lease.Admission);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(end), end, null);
            }

            // What was refused or never begun took nothing.
            bool tookNothing = usage is null && end is TargetEnd.Answered or TargetEnd.Failed;
            int? input = usage is { } used ? used.InputTokens + used.CacheWriteInputTokens : tookNothing ? 0 : null;
            _quota?.Settle_NeedsLock(lease.Tokens, input, usage?.OutputTokens ?? 0, now);
        }
    }

    /// <summary>Whoever listens may take its time, and may ask about this target.</summary>
    private void TellChange()
    {
        BreakerState from;
        BreakerState to;
        lock (_lock)
        {
            (from, to) = (_told, _breaker.State);
            _told = to;
        }

        if (from != to)
        {
            _changed?.Invoke(this, from, to);
        }
    }

    private void Throttle(TargetLease lease, TimeSpan? retryAfter, TimeSpan now)
    {
        _quota?.Throttle_NeedsLock(lease.Tokens, now);

        // Requests that were under way together are refused together; they count once.
        if (lease.Started >= _lastThrottle || _throttlesInRow == 0)
        {
            _throttlesInRow++;
        }

        _lastThrottle = now;
        double step = Math.Min(LongestThrottle.TotalSeconds, Math.Pow(2, Math.Min(_throttlesInRow, 10) - 1));
        TimeSpan wait = retryAfter is { } asked && asked > TimeSpan.Zero ? (asked < LongestThrottle ? asked : LongestThrottle) : TimeSpan.FromSeconds(step * (1 - (0.1 * _jitter())));
        _throttledUntil = _throttledUntil > now + wait ? _throttledUntil : now + wait;
    }
}
