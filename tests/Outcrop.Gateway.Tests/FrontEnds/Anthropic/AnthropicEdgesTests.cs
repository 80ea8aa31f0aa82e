using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic;

/// <summary>Where the dialect ends and another begins: paths, headers, limits.</summary>
public class AnthropicEdgesTests
{
    private static readonly (string, string) Version = ("anthropic-version", "2023-06-01");

    /// <summary>Errors that no endpoint writes are in the dialect of who asks.</summary>
    [Theory]
    [InlineData("GET", "/v1/messages", false, 405)]
    [InlineData("POST", "/v1/messages/batches", false, 404)]
    [InlineData("POST", "/anthropic/v1/nothing", false, 404)]
    [InlineData("POST", "/v1/nothing", true, 404)]
    [InlineData("DELETE", "/api/hello", false, 405)]
    public async Task Path_Wrong_IsInTheDialectsShape(string method, string path, bool version, int status)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (version)
        {
            request.Headers.Add(Version.Item1, Version.Item2);
        }

        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull(MessagesTranscript.OfAnswer(await response.Content.ReadAsStringAsync()).Error);
        Assert.True(response.Headers.Contains("request-id"));
    }

    [Fact]
    public async Task Path_OfNobodysHeader_StaysOpenAIs()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        using HttpResponseMessage response = await gateway.GetAsync("/v1/nothing");
        Assert.Equal("unknown_url", JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>The query says nothing: Claude Code sends <c>?beta=true</c>.</summary>
    [Theory]
    [InlineData("/v1/messages?beta=true")]
    [InlineData("/anthropic/v1/messages")]
    public async Task Messages_UnderBothPrefixes_AreTheSame(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        using HttpResponseMessage response = await gateway.PostAsync(path, MessagesCalling.Body());
        Assert.Equal("x", MessagesTranscript.OfAnswer(await response.Content.ReadAsStringAsync()).Answer.Text);
    }

    /// <summary>Claude Code asks before it has a key.</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Hello_WithoutAKey_IsAnswered(string method)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys());
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri("/api/hello", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A key with a limit is told how it stands, on good answers and refusals; one without is told nothing.</summary>
    [Fact]
    public async Task RateLimit_OfTheKey_StandsInTheHeaders()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys(",\"maxConcurrentRequests\":3"), timeProvider: clock);
        using HttpResponseMessage good = await gateway.CallAsync(MessagesCalling.Body(), ("x-api-key", Sample.Key));
        using HttpResponseMessage bad = await gateway.CallAsync("{}", ("x-api-key", Sample.Key));
        foreach (HttpResponseMessage response in (HttpResponseMessage[])[good, bad])
        {
            Assert.Equal("3", response.Headers.GetValues("anthropic-ratelimit-requests-limit").Single());
            Assert.InRange(int.Parse(response.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single(), System.Globalization.CultureInfo.InvariantCulture), 2, 3);
            Assert.Equal("2026-11-22T12:00:00Z", response.Headers.GetValues("anthropic-ratelimit-requests-reset").Single());
        }

        await using RunningGateway unlimited = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys());
        using HttpResponseMessage free = await unlimited.CallAsync(MessagesCalling.Body(), ("x-api-key", Sample.Key));
        Assert.DoesNotContain(free.Headers, static header => header.Key.StartsWith("anthropic-ratelimit", StringComparison.OrdinalIgnoreCase));
    }
}
