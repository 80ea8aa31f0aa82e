using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>How one target is, by what real traffic tells: its condition under a lock, on a clock, and whoever is told of it. Outlives configurations. Thread-safe.</summary>
internal sealed class TargetHealth
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly TargetNews _news;
    private readonly Action<TargetHealth, BreakerState, BreakerState>? _changed;
    private readonly TargetCondition _condition;
    private OutcropConfiguration? _configuration;
    private BreakerState _told;
    private long _turn;

    /// <summary>Creates the health of a target nothing is known of: it is taken to be well.</summary>
    /// <param name="key">Which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Gives a number from 0 up to 1.</param>
    /// <param name="news">Told when it answers or fails.</param>
    /// <param name="changed">Told of every change of its breaker: from what, to what. Called without the lock: it may take its time, and may ask about this target. Default: nobody is.</param>
    public TargetHealth(TargetKey key, TimeProvider time, Func<double> jitter, TargetNews news, Action<TargetHealth, BreakerState, BreakerState>? changed = null)
    {
        _news = news;
        _changed = changed;
        Key = key;
        _time = time;
        _origin = time.GetTimestamp();
        _condition = new TargetCondition(jitter, Now);
    }

    /// <summary>Which target.</summary>
    public TargetKey Key { get; }

    /// <summary>Requests under way.</summary>
    public int InFlight => _condition.InFlight;

    /// <summary>Whether the configuration names its model, so that it may be a label.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>Whether a quota is configured for it.</summary>
    public bool HasQuota => _condition.HasQuota;

    /// <summary>Where it stands in the order of turns; see <see cref="TakeTurn"/>.</summary>
    public long Turn => Interlocked.Read(ref _turn);

    /// <summary>When a request went there last, from when it was first heard of.</summary>
    public TimeSpan LastUsed => _condition.LastUsed;

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
            IsNamed = ModelLabels.IsNamed(configuration, Key.ModelId);
            _condition.Configure_NeedsLock(configuration, Key, Now);
            Volatile.Write(ref _configuration, configuration);
        }
    }

    /// <summary>How far one more request may count on it.</summary>
    public TargetStanding Standing()
    {
        lock (_lock)
        {
            return _condition.Standing_NeedsLock(Now);
        }
    }

    /// <summary>Whether nothing at all is held against it: a request that fails elsewhere may count on it.</summary>
    public bool IsSound()
    {
        lock (_lock)
        {
            return _condition.IsSound_NeedsLock(Now);
        }
    }

    /// <summary>Whether a request tries just now if it is well again, and will soon know: not where the target swallows requests.</summary>
    public bool IsBeingProbed()
    {
        lock (_lock)
        {
            return _condition.IsBeingProbed_NeedsLock;
        }
    }

    /// <summary>The share of its quota that one more request would leave; one half where no quota is known.</summary>
    /// <param name="tokens">What the request may take.</param>
    public double Headroom(double tokens)
    {
        lock (_lock)
        {
            return _condition.Headroom_NeedsLock(tokens, Now) ?? 0.5;
        }
    }

    /// <summary>Whether AWS throttles it.</summary>
    public bool IsThrottled()
    {
        lock (_lock)
        {
            return _condition.IsThrottled_NeedsLock(Now);
        }
    }

    /// <summary>How long until it may be well again; zero when it is.</summary>
    public TimeSpan Wait() => Wait(out _);

    /// <summary>How long until it may be well again; zero when it is.</summary>
    /// <param name="isFreed">Whether it is throttled only, and an answer has given back since what had been reserved for it: one more may find room there.</param>
    public TimeSpan Wait(out bool isFreed)
    {
        lock (_lock)
        {
            return _condition.Wait_NeedsLock(Now, out isFreed);
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
    /// <param name="accepted">The worst standing that it goes there in.</param>
    /// <returns>What holds its place; <see langword="null"/> when the target stands worse.</returns>
    public TargetLease? TryBegin(double tokens, TargetStanding accepted) => TryBegin(tokens, accepted, isForced: false);

    /// <summary>Takes a request in however the target is, since none is better.</summary>
    /// <param name="tokens">What it may take of the quota.</param>
    /// <returns>What holds its place; <see langword="null"/> when it swallows requests, and one has been spent on it just now.</returns>
    public TargetLease? TryForce(double tokens) => TryBegin(tokens, TargetStanding.Away, isForced: true);

    /// <summary>The target answered, as far as anybody can tell before the answer's end.</summary>
    /// <param name="lease">What holds the request's place.</param>
    public void Open(TargetLease lease)
    {
        (BreakerState, BreakerState) change;
        lock (_lock)
        {
            _condition.Open_NeedsLock(lease, Now);
            change = Change_NeedsLock();
        }

        _news.Tell();
        Tell(change);
    }

    /// <summary>The request is over.</summary>
    /// <param name="lease">What held its place.</param>
    /// <param name="end">How.</param>
    /// <param name="usage">What it took, if anybody knows.</param>
    /// <param name="attempts">How often the target was asked.</param>
    /// <param name="retryAfter">What AWS asked to wait.</param>
    public void End(TargetLease lease, TargetEnd end, TokenUsage? usage, int attempts, TimeSpan? retryAfter)
    {
        (BreakerState, BreakerState) change;
        lock (_lock)
        {
            _condition.End_NeedsLock(lease, end, usage, attempts, retryAfter, Now);
            change = Change_NeedsLock();
        }

        _news.Tell();
        Tell(change);
    }

    /// <summary>How it is, for people.</summary>
    public TargetReport Report()
    {
        lock (_lock)
        {
            return _condition.Report_NeedsLock(Key, Now);
        }
    }

    private TargetLease? TryBegin(double tokens, TargetStanding accepted, bool isForced)
    {
        TargetLease? lease;
        (BreakerState, BreakerState) change;
        lock (_lock)
        {
            TimeSpan now = Now;
            Admission? admission = isForced ? _condition.TryForce_NeedsLock(now) : _condition.TryAdmit_NeedsLock(accepted, now);
            lease = admission is { } terms ? new TargetLease(this, terms, tokens, now, _condition.Begin_NeedsLock(tokens, now)) : null;
            change = Change_NeedsLock();
        }

        Tell(change);
        return lease;
    }

    /// <summary>From what to what the breaker has gone since it was last told.</summary>
    private (BreakerState From, BreakerState To) Change_NeedsLock()
    {
        BreakerState from = _told;
        _told = _condition.Breaker;
        return (from, _told);
    }

    private void Tell((BreakerState From, BreakerState To) change)
    {
        if (change.From != change.To)
        {
            _changed?.Invoke(this, change.From, change.To);
        }
    }
}
