using System.Net;
using System.Text.Json;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Tests.Upstream;

namespace Outcrop.Gateway.Tests.Health.Targets;

/// <summary>What is told of the targets.</summary>
public class TargetStateTests
{
    private const string Two = """
        {"accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
         "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0"}]}}}}
        """;

    /// <summary>Not ready while every place is passed over; ready again once one may be tried, or nobody would try it.</summary>
    [Fact]
    public async Task Readiness_FollowsWhatCanBeServed()
    {
        bool dead = false;
        var bed = new DispatchBed(Two, (_, _) => dead ? throw DispatchBed.Down() : DispatchBed.Answer());
        var probe = new ServingProbe(bed.Snapshots, bed.Healths, new PlaceHealths(), bed.Time);
        Assert.Null(await ProbeAsync());
        await bed.AskAsync("m");
        Assert.Null(await ProbeAsync());

        dead = true;
        for (int i = 0; i < 12; i++)
        {
            await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));
        }

        Assert.NotNull(await ProbeAsync());
        bed.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(await ProbeAsync());

        Task<string?> ProbeAsync() => probe.CheckAsync(static (_, _, _) => Task.FromResult<string?>(null), default);
    }

    /// <summary>A region that died and was taken out of the configuration is told of no longer: an alarm on its breaker must end.</summary>
    [Fact]
    public async Task Region_TakenOutByAReload_IsToldNoLonger()
    {
        var bed = new DispatchBed(Two, (target, _) => target.Region == "us-east-1" ? throw DispatchBed.Down() : DispatchBed.Answer());
        using var metrics = new MetricReader(bed.Meters);
        for (int i = 0; i < 20; i++)
        {
            await bed.AskAsync("m");
        }

        Assert.Equal(["us-east-1", "us-west-2"], Told());
        Assert.Equal(2, metrics.Now("outcrop.target.breaker.state", ("region", "us-east-1")));
        bed.Snapshots.Swap(new MemoryFiles().Load(
            """{"accounts": [{"id": "a", "regions": ["us-west-2"]}], "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}]}}}}""", new Dictionary<string, string>()));
        Assert.Equal(["us-west-2"], Told());
        using var later = new MetricReader(bed.Meters);
        Assert.Null(later.Now("outcrop.target.breaker.state", ("region", "us-east-1")));
        Assert.Equal(0, later.Now("outcrop.target.breaker.state", ("region", "us-west-2")));

        IEnumerable<string> Told() => TargetList.Of(bed.Snapshots.Current.Configuration, bed.Healths).Select(static report => report.Key.Region!);
    }

    [Fact]
    public async Task HealthModels_TellsTheTargetsOfConfiguredModelsOnly()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("yes"), Two);
        foreach (string model in (string[])["m", "mistral.mistral-large-2402-v1:0"])
        {
            using HttpResponseMessage chat = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""");
            Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
            await chat.Content.ReadAsStringAsync();
        }

        using HttpResponseMessage response = await gateway.GetAsync("/health/models");
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        JsonElement[] targets = [.. body.RootElement.GetProperty("targets").EnumerateArray()];
        Assert.Equal(["us-east-1", "us-west-2"], targets.Select(target => target.GetProperty("region").GetString()));
        Assert.All(targets, target => Assert.Equal(("a", "amazon.nova-lite-v1:0", "healthy"), (target.GetProperty("account").GetString(), target.GetProperty("model").GetString(), target.GetProperty("state").GetString())));
        Assert.Equal(1, targets.Sum(target => target.GetProperty("requests").GetInt32()));
    }
}
