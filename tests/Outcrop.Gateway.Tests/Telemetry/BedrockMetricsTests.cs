using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Telemetry;

/// <summary>What the client library counts, under the account's name where it is the gateway's.</summary>
public class BedrockMetricsTests
{
    private const string Account = """{"accounts": [{"id": "main", "regions": ["us-east-1"]}], "retry": {"budget": {"tokens": 28} } }""";

    /// <summary>Row 19: retries, the end of their budget, and the hint that keeps callers from taking them over.</summary>
    [Fact]
    public async Task Retries_CountUntilTheirBudgetIsSpent()
    {
        var wire = new Scripted(request => request < 3 ? Refusal(HttpStatusCode.ServiceUnavailable, "ServiceUnavailableException") : Refusal(HttpStatusCode.InternalServerError, "InternalServerException"));
        await using RunningGateway gateway = await StartAsync(wire);
        using HttpResponseMessage first = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(("true", 3), (first.Headers.GetValues("x-should-retry").Single(), wire.Requests));
        using HttpResponseMessage second = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(("false", 4), (second.Headers.GetValues("x-should-retry").Single(), wire.Requests));
        Assert.True(second.Headers.Contains("retry-after-ms"));

        MetricReader metrics = gateway.Metrics;
        Assert.Equal(2, metrics.Sum("outcrop.upstream.retries", ("account", "main"), ("endpoint", "bedrock.test"), ("cause", "service_unavailable")));
        Assert.Equal(2, metrics.Sum("outcrop.upstream.retries"));
        Assert.Equal(1, metrics.Sum("outcrop.upstream.retries.denied", ("account", "main"), ("endpoint", "bedrock.test"), ("reason", "tokens")));
        Assert.Equal(2, metrics.Sum("outcrop.upstream.attempts", ("account", "main"), ("outcome", "retried")));
        Assert.Equal(2, metrics.Sum("outcrop.upstream.attempts", ("outcome", "transient")));
    }

    /// <summary>Row 21: the clock of an endpoint, as the refused signature told.</summary>
    [Fact]
    public async Task Clock_OfAnEndpoint_IsAGauge()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        var wire = new Scripted(request =>
        {
            HttpResponseMessage response = request == 0 ? Refusal(HttpStatusCode.Forbidden, "InvalidSignatureException") : Answer();
            response.Headers.Date = time.GetUtcNow().AddMinutes(6);
            return response;
        });
        await using RunningGateway gateway = await StartAsync(wire, time);
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(200, (int)response.StatusCode);

        Assert.Equal(360, gateway.Metrics.Now("outcrop.clock.offset", ("account", "main"), ("endpoint", "bedrock.test")));
        Assert.Equal(1, gateway.Metrics.Sum("outcrop.upstream.retries", ("cause", "credentials")));
        Assert.Equal((1, 1), (gateway.Metrics.Sum("outcrop.upstream.attempts", ("outcome", "opened")), gateway.Metrics.Sum("outcrop.upstream.attempts", ("outcome", "retried"))));
    }

    /// <summary>Rows 20, 22 and 23: why credentials are renewed, and what comes of it.</summary>
    [Fact]
    public async Task Credentials_CountTheirRenewalsByCauseAndEnd()
    {
        var time = new FakeTimeProvider();
        using var meters = new TestMeters();
        using var metrics = new MetricReader(meters);
        int asked = 0;
        Exception? fault = null;
        var cache = new Outcrop.Bedrock.Credentials.CredentialCache(
            _ => fault is null
                ? Task.FromResult(new ExpiringCredentials(ResolvedCredentials.Keys($"K{++asked}", "s", "t"), time.GetUtcNow() + TimeSpan.FromHours(1)))
                : Task.FromException<ExpiringCredentials>(fault),
            time,
            NullLogger.Instance,
            new BedrockMetrics(meters, "main"));

        ResolvedCredentials first = await cache.GetAsync(null, default);
        ResolvedCredentials second = await cache.GetAsync(first, default);
        Assert.Equal(("K1", "K2"), (first.AccessKeyId, second.AccessKeyId));
        time.Advance(TimeSpan.FromMinutes(55));
        fault = new BedrockException(BedrockErrorKind.Credentials, "slow down") { AwsCode = "ThrottlingException", StatusCode = 400 };
        Assert.Equal("K2", (await cache.GetAsync(null, default)).AccessKeyId);
        time.Advance(TimeSpan.FromMinutes(6));
        fault = new BedrockException(BedrockErrorKind.Credentials, "down");
        await Assert.ThrowsAsync<BedrockException>(() => cache.GetAsync(null, default).AsTask());

        Assert.Equal(
            ["first renewed", "refused renewed", "expiring throttled", "expired failed"],
            metrics.Readings.Select(reading => $"{reading.Labels["cause"]} {reading.Labels["outcome"]}"));
        Assert.Equal(4, metrics.Sum("outcrop.credentials.refreshes", ("account", "main")));
    }

    private static Task<RunningGateway> StartAsync(HttpMessageHandler wire, TimeProvider? time = null) => RunningGateway.StartAsync(null, Account, timeProvider: time, adjust: options => options.ConfigureBedrock = client =>
    {
        client.Endpoint = new Uri("http://bedrock.test/");
        client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
        client.HttpMessageHandler = wire;
        client.Random = new NoJitter();
    });

    private static HttpResponseMessage Refusal(HttpStatusCode status, string name)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("""{"message":"no"}""") };
        response.Headers.Add("x-amzn-ErrorType", name);
        return response;
    }

    private static HttpResponseMessage Answer()
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([.. WireFrames.Converse.SelectMany(static frame => frame)]) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.amazon.eventstream");
        return response;
    }

    private sealed class Scripted(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = answer(Requests++);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }

    /// <summary>Waits are zero, so that no test waits.</summary>
    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 0;
    }
}
