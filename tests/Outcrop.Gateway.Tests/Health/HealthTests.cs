using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Health;

public class HealthTests
{
    [Fact]
    public async Task Healthz_Running_IsOkForAnybody()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Sample.WithKeys());
        using HttpResponseMessage response = await gateway.GetAsync("/healthz");
        Assert.StartsWith("""{"status":"ok","configuration":{"version":1,"loadedAt":""", await response.Content.ReadAsStringAsync());
        using HttpResponseMessage head = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri("/healthz", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    /// <summary>D7: the origin warned of missing static keys although a role would do; readiness asks the whole chain.</summary>
    [Fact]
    public async Task D7_Readyz_CredentialsFromAnySource_IsReady()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), adjust: options => options.ConfigureBedrock = bedrock => bedrock.Credentials.ApiKey = "a-bedrock-api-key");
        using HttpResponseMessage response = await gateway.GetAsync("/readyz");
        Assert.Equal("""{"status":"ready","reasons":[]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Readyz_NoCredentials_Is503WithTheReasonAndNoSecret()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), adjust: options => options.ConfigureBedrock = bedrock => bedrock.Credentials.Profile = "no-such-profile");
        using HttpResponseMessage response = await gateway.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("""{"status":"not ready","reasons":["no AWS credentials could be had"]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HealthModels_AfterTraffic_CountsWhatTheModelIsToBlameFor()
    {
        Exception? failure = null;
        var upstream = new FakeUpstream((_, _) => failure is null
            ? Task.FromResult<Bedrock.Converse.ConverseEventStream>(new FakeStream(FakeStream.Give(Events.Text("a"), Events.Stop(), Events.Usage(3, 5))))
            : Task.FromException<Bedrock.Converse.ConverseEventStream>(failure));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, timeProvider: time);
        const string Body = """{"model":"amazon.nova-pro-v1:0","messages":[{"role":"user","content":"x"}]}""";
        JsonElement before = await FindAsync(gateway, "amazon.nova-pro-v1:0");
        Assert.Equal("unknown", before.GetProperty("state").GetString());
        await SendAsync(gateway, Body);
        failure = new BedrockException(BedrockErrorKind.Validation, "caller's fault");
        await SendAsync(gateway, Body);
        JsonElement healthy = await FindAsync(gateway, "amazon.nova-pro-v1:0");
        Assert.Equal(("healthy", 2, 1, 0, 3, 5), (healthy.GetProperty("state").GetString(), healthy.GetProperty("requests").GetInt32(), healthy.GetProperty("completed").GetInt32(), healthy.GetProperty("failed").GetInt32(), healthy.GetProperty("inputTokens").GetInt32(), healthy.GetProperty("outputTokens").GetInt32()));
        failure = new BedrockException(BedrockErrorKind.InternalServer, "Bedrock's fault");
        await SendAsync(gateway, Body);
        Assert.Equal("degraded", (await FindAsync(gateway, "amazon.nova-pro-v1:0")).GetProperty("state").GetString());
        for (int count = 0; count < 4; count++)
        {
            await SendAsync(gateway, Body);
        }

        JsonElement failing = await FindAsync(gateway, "amazon.nova-pro-v1:0");
        Assert.Equal(("failing", "Unavailable", "2026-11-22T12:00:00+00:00"), (failing.GetProperty("state").GetString(), failing.GetProperty("lastOutcome").GetString(), failing.GetProperty("lastTime").GetString()));
        failure = null;
        await SendAsync(gateway, Body);
        Assert.Equal("healthy", (await FindAsync(gateway, "amazon.nova-pro-v1:0")).GetProperty("state").GetString());
    }

    /// <summary>S44: names that callers make up share one row.</summary>
    [Fact]
    public async Task S44_HealthModels_MadeUpNames_MakeNoRows()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        for (int index = 0; index < 5; index++)
        {
            await SendAsync(gateway, $$"""{"model":"made.up-{{index}}","messages":[{"role":"user","content":"x"}]}""");
        }

        using HttpResponseMessage response = await gateway.GetAsync("/health/models");
        Assert.DoesNotContain("made.up", await response.Content.ReadAsStringAsync());
        Assert.Equal(5, (await FindAsync(gateway, "(other)")).GetProperty("requests").GetInt32());
    }

    private static async Task SendAsync(RunningGateway gateway, string body)
    {
        using HttpResponseMessage response = await gateway.ChatAsync(body);
        await response.Content.ReadAsStringAsync();
    }

    private static async Task<JsonElement> FindAsync(RunningGateway gateway, string model)
    {
        using HttpResponseMessage response = await gateway.GetAsync("/health/models");
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("models").EnumerateArray().Single(item => item.GetProperty("model").GetString() == model).Clone();
    }
}
