using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>
/// All that is known of one target: its breaker, until when AWS throttles it, whether it is in doubt, what is left of its quota, what is under way; and what each step of a request changes in them. Callers hold the lock of
/// <see cref="TargetHealth"/>; times are of one clock and only grow.
/// </summary>
/// <param name="jitter">Gives a number from 0 up to 1.</param>
/// <param name="now">When it was first heard of.</param>
internal sealed class TargetCondition(Func<double> jitter, TimeSpan now)
{
    /// <summary>How often a target that swallows requests is asked although it is not well.</summary>
    private static readonly TimeSpan BetweenSilences = TimeSpan.FromSeconds(5);
    private readonly TargetBreaker _breaker = new(jitter);
    private readonly TargetThrottle _throttle = new(jitter);
    private readonly TargetDoubt _doubt = new();
    private BreakerSettings _settings = new();
    private QuotaBucket? _quota;
    private bool _isSilent;
    private int _inFlight;
    private long _requests;
    private long _failures;
    private long _throttles;

    /// <summary>Requests under way. May be read without the lock.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether a quota is configured. May be read without the lock.</summary>
    public bool HasQuota => Volatile.Read(ref _quota) is not null;

    /// <summary>When a request went there last, from when it was first heard of.</summary>
    public TimeSpan LastUsed { get; private set; } = now;

    /// <summary>How its breaker stands.</summary>
    public BreakerState Breaker => _breaker.State;

    /// <summary>Whether nothing at all is held against it.</summary>
    public bool IsSound_NeedsLock(TimeSpan now) => now >= _throttle.Until && _breaker.State == BreakerState.Closed && _breaker.FailuresInRow == 0;

    /// <summary>Whether a request tries just now if it is well again, and will soon know.</summary>
    public bool IsBeingProbed_NeedsLock => _breaker.State == BreakerState.HalfOpen && !_isSilent;

    /// <summary>Whether AWS throttles it.</summary>
    public bool IsThrottled_NeedsLock(TimeSpan now) => now < _throttle.Until;

    /// <summary>The share of its quota that one more request would leave; <see langword="null"/> where no quota is known.</summary>
    public double? Headroom_NeedsLock(double tokens, TimeSpan now) => _quota?.Headroom_NeedsLock(tokens, now);

    /// <summary>Takes up a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="key">Which target it is.</param>
    /// <param name="now">Now.</param>
    public void Configure_NeedsLock(OutcropConfiguration configuration, TargetKey key, TimeSpan now)
    {
        _settings = configuration.Breaker;

        // A quota is one model's: what stands for many, or for none, has none.
        QuotaSettings? granted = ModelId.TryParse(key.ModelId, out ModelId? model) ? configuration.Quotas.FirstOrDefault(quota => quota.Matches(key.AccountId, key.Region, key.ModelId)) : null;
        if (granted == _quota?.Settings)
        {
            return;
        }

        QuotaBucket? before = _quota;
        QuotaBucket? after = granted is null ? null : new QuotaBucket(granted, granted.OutputBurndown ?? (configuration.Bedrock.Catalog ?? ModelCatalog.Default).RulesFor(model!).Service.OutputBurndown);
        if (before is not null)
        {
            after?.Follow_NeedsLock(before, now);
        }

        Volatile.Write(ref _quota, after);
    }

    /// <summary>How far one more request may count on it.</summary>
    public TargetStanding Standing_NeedsLock(TimeSpan now) =>
        now < _throttle.Until || !_breaker.WouldAdmit_NeedsLock(now, _settings) ? TargetStanding.Away
            : _breaker.State == BreakerState.Closed ? _doubt.Of_NeedsLock(_breaker.FailuresInRow, _settings.Failures, now)
            : TargetStanding.Well;

    /// <summary>How long until it may be well again; zero when it is.</summary>
    /// <param name="now">Now.</param>
    /// <param name="isFreed">Whether it is throttled only, and an answer has given back since what had been reserved for it.</param>
    public TimeSpan Wait_NeedsLock(TimeSpan now, out bool isFreed)
    {
        isFreed = _throttle.IsFreed && _breaker.State == BreakerState.Closed;
        TimeSpan until = _breaker.State == BreakerState.Closed || _throttle.Until > _breaker.OpenUntil ? _throttle.Until : _breaker.OpenUntil;
        return until > now ? until - now : TimeSpan.Zero;
    }

    /// <summary>A request asks for a place.</summary>
    /// <param name="accepted">The worst standing that it goes there in.</param>
    /// <param name="now">Now.</param>
    /// <returns>On what terms it goes there; <see langword="null"/> when the target stands worse.</returns>
    public Admission? TryAdmit_NeedsLock(TargetStanding accepted, TimeSpan now) => Standing_NeedsLock(now) <= accepted ? _breaker.Admit_NeedsLock(now, _settings) : null;

    /// <summary>A request must go there however it is.</summary>
    /// <param name="now">Now.</param>
    /// <returns>On what terms; <see langword="null"/> when the target swallows requests, and one has been spent on it just now.</returns>
    public Admission? TryForce_NeedsLock(TimeSpan now)
    {
        Admission admission = _breaker.Admit_NeedsLock(now, _settings);
        return admission != Admission.Refused ? admission
            : _isSilent && now - LastUsed < BetweenSilences ? null
            : Admission.Forced;
    }

    /// <summary>A request that has been let in begins.</summary>
    /// <param name="tokens">What it may take of the quota.</param>
    /// <param name="now">Now.</param>
    /// <returns>What tells at its end whether the target gave a sign of life since.</returns>
    public int Begin_NeedsLock(double tokens, TimeSpan now)
    {
        _quota?.Reserve_NeedsLock(tokens, now);
        _inFlight++;
        _requests++;
        LastUsed = now;
        return _doubt.Begin_NeedsLock(now);
    }

    /// <summary>The target answered, as far as anybody can tell before the answer's end.</summary>
    /// <param name="lease">What holds the request's place.</param>
    /// <param name="now">Now.</param>
    public void Open_NeedsLock(TargetLease lease, TimeSpan now)
    {
        lease.IsOpened = true;
        Succeed(lease, now);
        _throttle.Answer_NeedsLock(lease.Started);
    }

    /// <summary>The request is over.</summary>
    /// <param name="lease">What held its place.</param>
    /// <param name="end">How.</param>
    /// <param name="usage">What it took, if anybody knows.</param>
    /// <param name="attempts">How often the target was asked.</param>
    /// <param name="retryAfter">What AWS asked to wait.</param>
    /// <param name="now">Now.</param>
    public void End_NeedsLock(TargetLease lease, TargetEnd end, TokenUsage? usage, int attempts, TimeSpan? retryAfter, TimeSpan now)
    {
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
                Succeed(lease, now);
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
                Succeed(lease, now);
                bool isNews = _throttle.Refuse_NeedsLock(lease.Started, retryAfter, now);
                _quota?.Throttle_NeedsLock(lease.Tokens, isNews, now);
                return;
            case TargetEnd.Abandoned:
                if (!lease.IsOpened)
                {
                    _breaker.Abandon_NeedsLock(lease.Admission);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end, null);
        }

        // What was refused or never begun took nothing.
        bool tookNothing = usage is null && end is TargetEnd.Answered or TargetEnd.Failed or TargetEnd.Silent;
        int? input = usage is { } used ? used.InputTokens + used.CacheWriteInputTokens : tookNothing ? 0 : null;
        _quota?.Settle_NeedsLock(lease.Tokens, input, usage?.OutputTokens ?? 0, now);
    }

    /// <summary>How it is, for people.</summary>
    /// <param name="key">Which it is.</param>
    /// <param name="now">Now.</param>
    public TargetReport Report_NeedsLock(TargetKey key, TimeSpan now)
    {
        bool isThrottled = now < _throttle.Until;
        TimeSpan until = isThrottled ? _throttle.Until : _breaker.OpenUntil;
        TimeSpan wait = (isThrottled || _breaker.State == BreakerState.Open) && until > now ? until - now : TimeSpan.Zero;
        return new TargetReport(key, _breaker.State, isThrottled, wait, _breaker.FailuresInRow, _inFlight, _requests, _failures, _throttles, _quota?.Headroom_NeedsLock(0, now));
    }

    private void Succeed(TargetLease lease, TimeSpan now)
    {
        _isSilent = false;
        _doubt.Answer_NeedsLock(lease.Started, now);
        _breaker.Succeed_NeedsLock(lease.Admission, now, _settings);
    }
}
