using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Health.Targets;

/// <summary>What one target's health makes of requests that overlap.</summary>
public class TargetHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TargetHealth _health;

    public TargetHealthTests()
    {
        _health = new TargetHealth(new TargetKey("a", "us-east-1", "amazon.nova-lite-v1:0"), _time, static () => 0, new TargetNews());
        Configure(null);
    }

    private void Configure(int? tokensPerMinute)
    {
        string quotas = tokensPerMinute is { } tokens ? $$"""[{"account": "a", "model": "*", "tokensPerMinute": {{tokens}} }]""" : "[]";
        _health.Configure(new MemoryFiles().Load($$"""{"accounts": [{"id": "a", "regions": ["us-east-1"]}], "quotas": {{quotas}} }""", new Dictionary<string, string>()));
    }

    private TargetLease Begin(double tokens = 0) => _health.TryBegin(tokens, TargetStanding.Doubtful)!;

    private void Fail(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Begin().End(TargetEnd.Failed);
        }
    }

    /// <summary>The last target is always tried: one that refuses by every request, one that swallows requests by one in five seconds, since each of the others would wait for a timeout.</summary>
    [Fact]
    public void Force_OfATargetThatIsAway_GoesThereAtOnceOrEveryFiveSeconds()
    {
        Fail(5);
        Assert.Null(_health.TryBegin(0, TargetStanding.Doubtful));
        _health.TryForce(0)!.End(TargetEnd.Failed);
        _health.TryForce(0)!.End(TargetEnd.Silent);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
            Assert.Null(_health.TryForce(0));
            _time.Advance(TimeSpan.FromTicks(1));
            TargetLease tried = _health.TryForce(0)!;
            Assert.Equal(Admission.Forced, tried.Admission);
            Assert.Null(_health.TryForce(0));
            tried.End(TargetEnd.Silent);
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        _health.TryForce(0)!.End(TargetEnd.Failed);
        Assert.NotNull(_health.TryForce(0));
    }

    /// <summary>Requests that go to a throttled target because none is better do not make it wait longer and longer.</summary>
    [Fact]
    public void Throttles_OfForcedRequests_DoNotAddUp()
    {
        Begin().End(TargetEnd.Throttled);
        Assert.Equal(TimeSpan.FromSeconds(1), _health.Wait());
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(_health.TryBegin(0, TargetStanding.Doubtful));
            _health.TryForce(0)!.End(TargetEnd.Throttled);
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _health.Wait());
        foreach (int next in (int[])[2, 4, 8, 16, 30, 30])
        {
            _time.Advance(TimeSpan.FromSeconds(31));
            Begin().End(TargetEnd.Throttled);
            Assert.Equal(TimeSpan.FromSeconds(next), _health.Wait());
        }

        _time.Advance(TimeSpan.FromSeconds(31));
        TargetLease good = Begin();
        good.Open();
        good.End(TargetEnd.Completed);
        Begin().End(TargetEnd.Throttled);
        Assert.Equal(TimeSpan.FromSeconds(1), _health.Wait());
    }

    /// <summary>One that a forced request has found well is waited for no longer.</summary>
    [Fact]
    public void Wait_AfterAForcedSuccess_IsOver()
    {
        Fail(5);
        Assert.Equal(TargetStanding.Away, _health.Standing());
        Assert.Equal(TimeSpan.FromSeconds(30), _health.Wait());
        TargetLease forced = _health.TryForce(0)!;
        Assert.Equal(Admission.Forced, forced.Admission);
        forced.Open();
        Assert.Equal((TargetStanding.Well, TimeSpan.Zero), (_health.Standing(), _health.Wait()));
        Assert.Equal(TimeSpan.Zero, _health.Report().Wait);
    }

    /// <summary>A probe whose answer has long begun gives no second one its place when its caller leaves.</summary>
    [Fact]
    public void Probe_ThatAnsweredLongAgo_LeavesNoPlaceBehind()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(31));
        TargetLease old = Begin();
        Assert.Equal(Admission.Probe, old.Admission);
        old.Open();
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(Admission.Probe, Begin().Admission);
        old.End(TargetEnd.Abandoned);
        Assert.Null(_health.TryBegin(0, TargetStanding.Doubtful));
    }

    /// <summary>A probe that is throttled has found the target well, and throttled.</summary>
    [Fact]
    public void Probe_Throttled_ClosesAndWaits()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(31));
        Begin().End(TargetEnd.Throttled, retryAfter: TimeSpan.FromSeconds(7));
        Assert.Equal(("throttled", TimeSpan.FromSeconds(7)), (_health.Report().State, _health.Report().Wait));
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(Admission.Normal, Begin().Admission);
    }

    /// <summary>Nobody starves: where the failures that a breaker bears are set lower than those there were, one request at a time tries the target.</summary>
    [Fact]
    public void Doubt_NeverShutsATargetOut()
    {
        Fail(4);
        TargetLease trying = Begin();
        Assert.Equal(TargetStanding.Doubtful, _health.Standing());
        Assert.Null(_health.TryBegin(0, TargetStanding.Well));
        trying.End(TargetEnd.Abandoned);
        Assert.Equal(TargetStanding.Well, _health.Standing());
        trying = Begin();
        trying.Open();
        Assert.Equal((TargetStanding.Well, 0), (_health.Standing(), _health.Report().FailuresInRow));
    }

    /// <summary>Answers whose callers left are taken to have used what others use: a bucket does not run dry of them.</summary>
    [Fact]
    public void Quota_UsageUnknown_IsGuessedFromOthers()
    {
        Configure(1_000_000);
        for (int i = 0; i < 200; i++)
        {
            TargetLease lease = Begin(5000);
            lease.Open();
            lease.End(TargetEnd.Completed, new TokenUsage { InputTokens = 400, OutputTokens = 100 });
        }

        double before = _health.Headroom(0);
        for (int i = 0; i < 100; i++)
        {
            TargetLease lease = Begin(5000);
            lease.Open();
            lease.End(TargetEnd.Abandoned);
        }

        Assert.InRange(before - _health.Headroom(0), 0.045, 0.055);
    }

    /// <summary>Twenty that are refused together say once that the quota is smaller than thought.</summary>
    [Fact]
    public void Quota_ThrottledTogether_ShrinksOnce()
    {
        Configure(1_000_000);
        TargetLease[] together = [.. Enumerable.Range(0, 20).Select(_ => Begin(100))];
        Array.ForEach(together, static lease => lease.End(TargetEnd.Throttled));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(_health.Headroom(0), 0.89, 0.96);
    }

    /// <summary>A new configuration fills no bucket, and grants no more than the share that was left.</summary>
    [Fact]
    public void Quota_OfANewConfiguration_KeepsTheLevel()
    {
        Configure(1_000_000);
        TargetLease running = Begin(750_000);
        Configure(500_000);
        Assert.Equal(0.25, _health.Headroom(0), 3);
        running.Open();
        running.End(TargetEnd.Completed, new TokenUsage { InputTokens = 750_000, OutputTokens = 0 });
        Assert.Equal(0.25, _health.Headroom(0), 3);
        Configure(null);
        Assert.False(_health.HasQuota);
    }
}
