using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Tests.Upstream;

namespace Outcrop.Gateway.Tests.Telemetry;

/// <summary>What is counted of a request's way.</summary>
public class DispatchMetricsTests
{
    private const string Two = """
        {"accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
         "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "us.amazon.nova-lite-v1:0", "priority": 1}]},
                                "wild-*": {"targets": [{"model": "amazon.*"}]}}}}
        """;

    [Fact]
    public async Task Failover_CountsBothAttemptsAndItsCause()
    {
        var bed = new DispatchBed(Two, (target, _) => target.Region == "us-east-1" ? throw new BedrockException(BedrockErrorKind.Throttling, "slow down") { StatusCode = 200, IsRetryable = true, Attempts = 3 } : DispatchBed.Answer());
        using var metrics = new MetricReader(bed.Meters);
        await bed.AskAsync("m");

        Assert.Equal(1, metrics.Sum("outcrop.upstream.attempts", ("account", "a"), ("region", "us-east-1"), ("model", "amazon.nova-lite-v1:0"), ("outcome", "throttle")));
        Assert.Equal(2, metrics.Sum("outcrop.upstream.attempts", ("region", "us-east-1"), ("outcome", "retried")));
        Assert.Equal(1, metrics.Sum("outcrop.upstream.attempts", ("region", "us-west-2"), ("model", "us.amazon.nova-lite-v1:0"), ("outcome", "opened")));
        Assert.Equal(4, metrics.Sum("outcrop.upstream.attempts"));
        Assert.Equal(1, metrics.Sum("outcrop.upstream.failovers", ("region", "us-east-1"), ("to.region", "us-west-2"), ("to.model", "us.amazon.nova-lite-v1:0"), ("cause", "throttle")));
        Assert.Equal(1, metrics.Sum("outcrop.stream.broken", ("region", "us-east-1"), ("cause", "throttled"), ("phase", "before_content")));
        Assert.Equal(1, metrics.Now("outcrop.target.throttled", ("region", "us-east-1")));
        Assert.Equal(0, metrics.Now("outcrop.target.throttled", ("region", "us-west-2")));
    }

    [Theory]
    [InlineData(TimeoutStage.Connect, "connect", 0)]
    [InlineData(TimeoutStage.FirstByte, "first_byte", 0)]
    [InlineData(TimeoutStage.FirstContent, "first_content", 1)]
    [InlineData(TimeoutStage.Idle, "idle", 1)]
    [InlineData(TimeoutStage.Total, "total", 0)]
    internal async Task Timeout_CountsItsStage(TimeoutStage stage, string kind, int broken)
    {
        var bed = new DispatchBed(Two, (_, _) => throw new BedrockException(BedrockErrorKind.Timeout, "late") { TimedOutAt = stage });
        using var metrics = new MetricReader(bed.Meters);
        await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));

        Assert.Equal(1, metrics.Sum("outcrop.timeouts", ("region", "us-east-1"), ("kind", kind)));
        Assert.Equal(broken, metrics.Sum("outcrop.stream.broken", ("phase", "before_content")));
        Assert.Equal("out_of_time", Assert.Single(metrics.Values("outcrop.upstream.attempts", "outcome")));
    }

    [Fact]
    public async Task NoConnection_CountsItsCause()
    {
        var bed = new DispatchBed(Two, (_, _) => throw new BedrockException(BedrockErrorKind.Transport, "who?", new HttpRequestException(HttpRequestError.NameResolutionError)));
        using var metrics = new MetricReader(bed.Meters);
        await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));

        Assert.Equal(2, metrics.Sum("outcrop.upstream.transport_errors", ("cause", "dns")));
        Assert.Equal(0, metrics.Sum("outcrop.stream.broken"));
    }

    [Fact]
    public async Task Breaker_CountsEachStepAndShowsItsState()
    {
        bool dead = true;
        var bed = new DispatchBed(Two, (target, _) => dead && target.Region == "us-east-1" ? throw DispatchBed.Down() : DispatchBed.Answer());
        using var metrics = new MetricReader(bed.Meters);
        for (int i = 0; i < 20; i++)
        {
            await bed.AskAsync("m");
        }

        Assert.Equal(2, metrics.Now("outcrop.target.breaker.state", ("region", "us-east-1")));
        Assert.Equal(0, metrics.Now("outcrop.target.breaker.state", ("region", "us-west-2")));
        Assert.Equal(0, metrics.Now("outcrop.target.in_flight", ("region", "us-west-2")));
        Assert.Equal(5, metrics.Sum("outcrop.upstream.failovers", ("cause", "transient")));

        dead = false;
        bed.Time.Advance(TimeSpan.FromSeconds(31));
        await bed.AskAsync("m");

        Assert.Equal(0, metrics.Now("outcrop.target.breaker.state", ("region", "us-east-1")));
        Assert.Equal(
            ["closed>open", "open>half_open", "half_open>closed"],
            metrics.Readings.Where(reading => reading.Instrument == "outcrop.target.breaker.transitions").Select(reading => $"{reading.Labels["from"]}>{reading.Labels["to"]}"));
        Assert.Equal(3, metrics.Sum("outcrop.target.breaker.transitions", ("account", "a"), ("region", "us-east-1"), ("model", "amazon.nova-lite-v1:0")));
    }

    /// <summary>S44: a label that callers can write is memory that callers can fill.</summary>
    [Theory]
    [InlineData("wild-nova-{0}")]
    [InlineData("amazon.nova-{0}-v1:0")]
    public async Task Models_ThatCallersMakeUp_AreOneLabel(string name)
    {
        var bed = new DispatchBed(Two, (_, _) => throw DispatchBed.Down());
        using var metrics = new MetricReader(bed.Meters);
        for (int i = 0; i < 50; i++)
        {
            await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, i)));
        }

        Assert.Null(metrics.Now("outcrop.target.breaker.state"));
        foreach (MetricReader.Reading reading in metrics.Readings)
        {
            Assert.Equal("(other)", reading.Labels["model"]);
        }
    }

    /// <summary>A listener may do what it likes: it is called outside the lock of the target it is told of.</summary>
    [Fact]
    public void Breaker_IsToldOutsideTheLock()
    {
        TargetHealth? health = null;
        var seen = new List<BreakerState>();
        health = new TargetHealth(new TargetKey("a", "r", "m"), TimeProvider.System, () => 0, (one, _, to) =>
        {
            Assert.Same(health, one);
            Assert.True(Task.Run(() => one.Report()).Wait(TimeSpan.FromSeconds(10)));
            seen.Add(to);
        });
        for (int i = 0; i < 5; i++)
        {
            health.TryBegin(0, force: true)!.End(TargetEnd.Failed);
        }

        Assert.Equal([BreakerState.Open], seen);
    }
}
