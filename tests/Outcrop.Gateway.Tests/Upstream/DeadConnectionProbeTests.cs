using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>A region that restarted while its breaker was open has forgotten the gateway's connections. It is well all the same.</summary>
public class DeadConnectionProbeTests
{
    private const string Answer = """{"output":{"message":{"role":"assistant","content":[{"text":"yes"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}""";

    [Fact]
    public async Task Probe_OnAConnectionThatDied_ClosesTheBreaker()
    {
        // Five failures open the breaker; the probe's connection is one that the region, back now, knows nothing of.
        await using var region = new KeepAliveServer((connection, request) => Task.FromResult(
            connection > 1 ? KeepAliveAnswer.Json(Answer) : request <= 5 ? KeepAliveAnswer.Json("{}", 503) : KeepAliveAnswer.Reset));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        string json = $$"""
            {"logging": {"level": "ERROR"}, "retry": {"maxAttempts": 1},
             "accounts": [{"id": "a", "regions": ["us-east-1"], "endpoint": "{{region.Endpoint}}", "credentials": {"accessKeyId": "AKIAEXAMPLE", "secretAccessKey": "${SECRET}"} }],
             "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}]} } } }
            """;
        var ledger = new MemoryLedger();
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, json, new Dictionary<string, string> { ["SECRET"] = "secret" }, time, options => options.Ledger = ledger);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(503, await AskAsync());
        }

        Assert.Equal("open", State());
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, await AskAsync());
        Assert.Equal("healthy", State());
        Assert.Equal([(1, 6), (2, 1)], region.Seen.Skip(5));
        await Eventually.TrueAsync(() => ledger.Settlements.Count == 6);
        Assert.Equal(("opened", 1), ledger.Settlements.Last().Targets.Select(static attempt => (attempt.Outcome, attempt.Count)).Single());

        async Task<int> AskAsync()
        {
            using HttpResponseMessage response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""");
            return (int)response.StatusCode;
        }

        string State() => gateway.App.Services.GetRequiredService<TargetHealths>().Report().Single().State;
    }
}
