using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>How one target is, by what real traffic tells: its breaker, until when AWS throttles it, what is in flight and what is left of its quota. Outlives configurations. Thread-safe.</summary>
internal sealed class TargetHealth
{
    /// <summary>How often a target that swallows requests is asked although it is not well.</summary>
    private static readonly TimeSpan BetweenSilences = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly TargetNews _news;
    private readonly Action<TargetHealth, BreakerState, BreakerState>? _changed;
    private readonly TargetBreaker _breaker;
    private readonly TargetThrottle _throttle;
    private readonly TargetDoubt _doubt = new();
    private OutcropConfiguration? _configuration;
    private BreakerSettings _settings = new();
    private QuotaBucket? _quota;
    private BreakerState _told;
    private bool _isSilent;
    private int _inFlight;
    private long _turn;
    private long _requests;
    private long _failures;
    private long _throttles;

    /// <summary>Creates the health of a target nothing is known of: it is taken to be well.</summary>
    /// <param name="key">Which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Gives a number from 0 up to 1.</param>
    /// <param name="news">Told when it answers or fails.</param>
    /// <param name="changed">Told of every change of its breaker: from what, to what. Called without the lock. Default: nobody is.</param>
    public TargetHealth(TargetKey key, TimeProvider time, Func<double> jitter, TargetNews news, Action<TargetHealth, BreakerState, BreakerState>? changed = null)
    {
        _news = news;
        _changed = changed;
        Key = key;
        _time = time;
        _origin = time.GetTimestamp();
        _throttle = new TargetThrottle(jitter);
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

            // A quota is one model's: what stands for many, or for none, has none.
            QuotaSettings? granted = ModelId.TryParse(Key.ModelId, out ModelId? model) ? configuration.Quotas.FirstOrDefault(quota => quota.Matches(Key.AccountId, Key.Region, Key.ModelId)) : null;
            if (granted != _quota?.Settings)
            {
                QuotaBucket? before = _quota;
                _quota = granted is null ? null : new QuotaBucket(granted, granted.OutputBurndown ?? (configuration.Bedrock.Catalog ?? ModelCatalog.Default).RulesFor(model!).Service.OutputBurndown);
                if (before is not null)
                {
                    _quota?.Follow_NeedsLock(before, Now);
                }
            }

            Volatile.Write(ref _configuration, configuration);
        }
    }

    /// <summary>How far one more request may count on it.</summary>
    public TargetStanding Standing()
    {
        lock (_lock)
        {
            return Standing_NeedsLock(Now);
        }
    }

    /// <summary>Whether nothing at all is held against it: a request that fails elsewhere may count on it.</summary>
    public bool IsSound()
    {
        lock (_lock)
        {
            return Now >= _throttle.Until && _breaker.State == BreakerState.Closed && _breaker.FailuresInRow == 0;
        }
    }

    /// <summary>Whether a request tries just now if it is well again, and will soon know: not where the target swallows requests.</summary>
    public bool IsBeingProbed()
    {
        lock (_lock)
        {
            return _breaker.State == BreakerState.HalfOpen && !_isSilent;
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

    /// <summary>Whether AWS throttles it.</summary>
    public bool IsThrottled()
    {
        lock (_lock)
        {
            return Now < _throttle.Until;
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
            TimeSpan now = Now;
            isFreed = _throttle.IsFreed && _breaker.State == BreakerState.Closed;
            TimeSpan until = _breaker.State == BreakerState.Closed || _throttle.Until > _breaker.OpenUntil ? _throttle.Until : _breaker.OpenUntil;
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
    /// <param name="accepted">The worst standing that it goes there in.</param>
    /// <returns>What holds its place; <see langword="null"/> when the target stands worse.</returns>
    public TargetLease? TryBegin(double tokens, TargetStanding accepted)
    {
        TargetLease? lease;
        lock (_lock)
        {
            TimeSpan now = Now;
            lease = Standing_NeedsLock(now) <= accepted ? Begin_NeedsLock(tokens, _breaker.Admit_NeedsLock(now, _settings), now) : null;
        }

        TellChange();
        return lease;
    }

    /// <summary>Takes a request in however the target is, since none is better.</summary>
    /// <param name="tokens">What it may take of the quota.</param>
    /// <returns>What holds its place; <see langword="null"/> when it swallows requests, and one has been spent on it just now.</returns>
    public TargetLease? TryForce(double tokens)
    {
        TargetLease? lease;
        lock (_lock)
        {
            TimeSpan now = Now;
            Admission admission = _breaker.Admit_NeedsLock(now, _settings);
            lease = admission != Admission.Refused ? Begin_NeedsLock(tokens, admission, now)
                : _isSilent && now - LastUsed < BetweenSilences ? null
                : Begin_NeedsLock(tokens, Admission.Forced, now);
        }

        TellChange();
        return lease;
    }

    /// <summary>The target answered, as far as anybody can tell before the answer's end.</summary>
    /// <param name="lease">What holds the request's place.</param>
    public void Open(TargetLease lease)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            lease.IsOpened = true;
            Succeed_NeedsLock(lease, now);
            _throttle.Answer_NeedsLock(lease.Started);
        }

        _news.Tell();
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
        lock (_lock)
        {
            TimeSpan now = Now;
            _inFlight--;
            if (!lease.IsOpened)
            {
                _doubt.Leave_NeedsLock(lease.Begun);
            }

            switch (end)
            {
                case TargetEnd.Completed:
                    _breaker.Finish_NeedsLock();
                    _throttle.Finish_NeedsLock();
                    break;
                case TargetEnd.Answered:
                    // It refused this request, and is well all the same.
                    Succeed_NeedsLock(lease, now);
                    break;
                case TargetEnd.Failed or TargetEnd.Silent or TargetEnd.Outrun:
                    _failures++;
                    _isSilent = end == TargetEnd.Silent;
                    _breaker.Fail_NeedsLock(lease.Admission, attempts, now, _settings);
                    break;
                case TargetEnd.Broken:
                    _failures++;
                    _breaker.Break_NeedsLock(now, _settings);
                    break;
                case TargetEnd.Throttled:
                    _throttles++;
                    Succeed_NeedsLock(lease, now);
                    bool isNews = _throttle.Refuse_NeedsLock(lease.Started, retryAfter, now);
                    _quota?.Throttle_NeedsLock(lease.Tokens, isNews, now);
                    break;
                case TargetEnd.Abandoned:
                    if (!lease.IsOpened)
                    {
                        _breaker.Abandon_NeedsLock(lease.Admission);
                    }

                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(end), end, null);
            }

            if (end != TargetEnd.Throttled)
            {
                // What was refused or never begun took nothing.
                bool tookNothing = usage is null && end is TargetEnd.Answered or TargetEnd.Failed or TargetEnd.Silent;
                int? input = usage is { } used ? used.InputTokens + used.CacheWriteInputTokens : tookNothing ? 0 : null;
                _quota?.Settle_NeedsLock(lease.Tokens, input, usage?.OutputTokens ?? 0, now);
            }
        }

        _news.Tell();
        TellChange();
    }

    /// <summary>How it is, for people.</summary>
    public TargetReport Report()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            bool isThrottled = now < _throttle.Until;
            TimeSpan until = isThrottled ? _throttle.Until : _breaker.OpenUntil;
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

    private TargetStanding Standing_NeedsLock(TimeSpan now) =>
        now < _throttle.Until || !_breaker.WouldAdmit_NeedsLock(now, _settings) ? TargetStanding.Away
            : _breaker.State == BreakerState.Closed ? _doubt.Of_NeedsLock(_breaker.FailuresInRow, _settings.Failures, now)
            : TargetStanding.Well;

    private TargetLease Begin_NeedsLock(double tokens, Admission admission, TimeSpan now)
    {
        _quota?.Reserve_NeedsLock(tokens, now);
        _inFlight++;
        _requests++;
        LastUsed = now;
        return new TargetLease(this, admission, tokens, now, _doubt.Begin_NeedsLock(now));
    }

    private void Succeed_NeedsLock(TargetLease lease, TimeSpan now)
    {
        _isSilent = false;
        _doubt.Answer_NeedsLock(lease.Started, now);
        _breaker.Succeed_NeedsLock(lease.Admission, now, _settings);
    }
}
