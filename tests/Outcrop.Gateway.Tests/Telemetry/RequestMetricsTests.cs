using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Telemetry;

/// <summary>What a running gateway counts of its callers.</summary>
public class RequestMetricsTests
{
    [Fact]
    public async Task Answer_CountsItsEndDurationAndUnknownEvents()
    {
        var unknown = new ConverseEvent { Kind = ConverseEventKind.Unknown };
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("one"), unknown), FakeStream.Give(unknown), FakeStream.Give(Events.Stop(), Events.Usage(3, 5)))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        await response.Content.ReadAsStringAsync();

        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.requests", ("dialect", "seed"), ("outcome", "completed")) == 1);
        Assert.Equal(1, gateway.Metrics.Count("outcrop.request.duration", ("dialect", "seed"), ("outcome", "completed")));
        Assert.Equal(2, gateway.Metrics.Sum("outcrop.stream.unknown_events"));
        Assert.Equal(1, gateway.Metrics.Sum("outcrop.upstream.attempts", ("outcome", "opened")));
        Assert.Equal(0, gateway.Metrics.Sum("outcrop.stream.broken"));
    }

    [Fact]
    public async Task Stream_ThatBreaks_CountsCauseAndPhase()
    {
        var fault = new BedrockException(BedrockErrorKind.Throttling, "slow down") { StatusCode = 200, IsMidStream = true };
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one")), FakeStream.Throw(fault))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());

        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.requests", ("outcome", "broken")) == 1);
        Assert.Equal(1, gateway.Metrics.Sum("outcrop.stream.broken", ("cause", "throttled"), ("phase", "mid_stream")));
    }

    [Fact]
    public async Task Stream_WithoutAStop_IsBrokenAsSuch()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one")))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());

        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.stream.broken", ("cause", "no_stop"), ("phase", "mid_stream")) == 1);
    }

    [Theory]
    [InlineData("drain", "drained")]
    [InlineData("cancel", "cancelled")]
    public async Task Caller_WhoLeaves_CountsByPolicy(string setting, string policy)
    {
        var later = new TaskCompletionSource();
        FakeStream? stream = null;
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => stream = new FakeStream(FakeStream.Give(Events.Text("one")), FakeStream.After(later.Task, Events.Stop(), Events.Usage(3, 5)))), $$"""{"streams": {"onDisconnect": "{{setting}}"} }""");
        using (Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat)))
        {
            await socket.ReceiveAsync(new byte[1000]);
        }

        // The gateway must have seen the caller leave before the answer ends.
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("the caller left") || gateway.App.Services.GetRequiredService<Gateway.Pipeline.StreamDrains>().Running == 1);
        later.SetResult();
        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.client.disconnects", ("dialect", "seed"), ("policy", policy)) == 1);
        Assert.Equal(1, gateway.Metrics.Sum("outcrop.requests", ("outcome", "client_cancelled")));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{}", "openai", "invalid_request")]
    [InlineData("/v1/chat/completions", "{", "openai", "invalid_request")]
    [InlineData("/v1/messages/nowhere", "{}", "anthropic", "endpoint_not_found")]
    [InlineData("/model/nothing/converse", "{}", "bedrock", "model_not_found")]
    [InlineData("/chat/completions/stream", "{", "seed", "invalid_request")]
    public async Task Refusal_CountsItsReason(string path, string body, string dialect, string reason)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await gateway.PostAsync(path, body);

        Assert.InRange((int)response.StatusCode, 400, 499);
        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.requests.rejected", ("dialect", dialect), ("reason", reason)) == 1);
        Assert.Equal(1, gateway.Metrics.Sum("outcrop.requests.rejected"));
        Assert.Equal(0, gateway.Metrics.Sum("outcrop.requests") + gateway.Metrics.Sum("outcrop.upstream.attempts"));
    }

    [Fact]
    public async Task BadKey_CountsAsSuch()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys());
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat, ("Authorization", $"Bearer {Sample.OtherKey}"));

        await Eventually.TrueAsync(() => gateway.Metrics.Sum("outcrop.requests.rejected", ("reason", "invalid_key")) == 1);
        Assert.DoesNotContain(gateway.Metrics.Readings, reading => reading.ToString().Contains("sk-outcrop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reloads_CountByOutcome()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        ConfigurationHealth health = gateway.App.Services.GetRequiredService<ConfigurationHealth>();
        health.Succeeded(2);
        health.Failed(3);
        health.Mended();

        Assert.Equal(["mended", "refused", "reloaded"], gateway.Metrics.Values("outcrop.config.reloads", "outcome"));
    }

    [Fact]
    public async Task Stop_MeasuresTheDrain()
    {
        RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        await using (gateway)
        {
            await gateway.App.StopAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, gateway.Metrics.Count("outcrop.drain.duration"));
        }
    }
}
