using Microsoft.Extensions.DependencyInjection;
using Outcrop.Emulator;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>A request reaches the account and region of its target, signed as that account for that region.</summary>
public class TargetPlaceTests
{
    [Fact]
    public async Task Request_OfEachTarget_ReachesItsAccountsRegion()
    {
        await using BedrockEmulator first = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, AccessKeyId = "AKIAFIRSTACCOUNT1234", SecretAccessKey = "secret-of-the-first-account" });
        await using BedrockEmulator second = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, AccessKeyId = "AKIASECONDACCOUNT123", SecretAccessKey = "secret-of-the-second-account" });
        string json = $$"""
            {
              "accounts": [
                {"id": "first", "regions": ["us-east-1"], "endpoint": "{{first.Endpoint}}", "credentials": {"accessKeyId": "AKIAFIRSTACCOUNT1234", "secretAccessKey": "${FIRST}"} },
                {"id": "second", "regions": ["us-west-2", "eu-west-1"], "credentials": {"accessKeyId": "AKIASECONDACCOUNT123", "secretAccessKey": "${SECOND}"},
                 "endpoints": {"eu-west-1": {"runtime": "{{second.Endpoint}}"} } }
              ],
              "models": {"aliases": {
                "here": {"targets": [{"model": "amazon.nova-micro-v1:0"}] },
                "there": {"targets": [{"account": "second", "region": "eu-west-1", "model": "amazon.nova-lite-v1:0"}] }
              } }
            }
            """;
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            null, json, new Dictionary<string, string> { ["FIRST"] = "secret-of-the-first-account", ["SECOND"] = "secret-of-the-second-account" });

        foreach ((string name, BedrockEmulator reached, string model, string region) in ((string, BedrockEmulator, string, string)[])
            [("here", first, "amazon.nova-micro-v1:0", "us-east-1"), ("there", second, "amazon.nova-lite-v1:0", "eu-west-1")])
        {
            using HttpResponseMessage response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{name}}","messages":[{"role":"user","content":"hello"}]}""");
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            EmulatorRequest sent = reached.Journal.Last();
            Assert.Equal(model, sent.ModelId);
            Assert.Contains($"/{region}/bedrock/", sent.Headers["Authorization"]);
        }

        Assert.Equal((1, 1), (first.Journal.Count, second.Journal.Count));

        // One client for each account and region, however often it is used.
        GatewaySnapshot snapshot = gateway.App.Services.GetRequiredService<GatewaySnapshots>().Current;
        Assert.Same(snapshot.Upstreams.Place("second", "eu-west-1"), snapshot.Upstreams.Place("second", "eu-west-1"));
        Assert.NotSame(snapshot.Upstreams.Place("second", "eu-west-1"), snapshot.Upstreams.Place("second", "us-west-2"));
    }
}
