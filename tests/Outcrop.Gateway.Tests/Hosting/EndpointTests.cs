using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Hosting;

public class EndpointTests
{
    /// <summary>S11: every endpoint says what it asks, and those that ask for a key refuse without one.</summary>
    [Fact]
    public async Task S11_EveryEndpoint_StatesItsRequirementAndKeepsIt()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys());
        var open = new List<string>();
        RouteEndpoint[] endpoints = [.. gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
        Assert.NotEmpty(endpoints);
        foreach (RouteEndpoint endpoint in endpoints)
        {
            AccessMetadata access = Assert.IsType<AccessMetadata>(endpoint.Metadata.GetMetadata<AccessMetadata>());
            string path = endpoint.RoutePattern.RawText!;
            if (access.Requirement is AccessRequirement.Open or AccessRequirement.OptionalKey)
            {
                open.Add(path);
                continue;
            }

            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)));

                // AWS has no 401: who is not known gets a 403 from it.
                Assert.Equal(response.Headers.Contains("x-amzn-ErrorType") ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, response.StatusCode);
            }
        }

        Assert.Equal(["/api/hello", "/docs", "/docs/{file}", "/health/models", "/healthz", "/openapi.json", "/readyz"], open.Order(StringComparer.Ordinal));
    }

    /// <summary>S45: no CORS headers unless origins are listed, and then for these alone.</summary>
    [Fact]
    public async Task S45_Cors_IsOffUnlessListed()
    {
        await using RunningGateway off = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        using HttpResponseMessage without = await off.GetAsync("/models/config", ("Origin", "https://app.example.com"));
        Assert.False(without.Headers.Contains("Access-Control-Allow-Origin"));

        await using RunningGateway on = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), """{"server":{"corsOrigins":["https://app.example.com"]}}""");
        using HttpResponseMessage listed = await on.GetAsync("/models/config", ("Origin", "https://app.example.com"));
        Assert.Equal("https://app.example.com", listed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(listed.Headers.Contains("Access-Control-Allow-Credentials"));
        string exposed = string.Join(',', listed.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(
            (string[])["x-request-id", "x-should-retry", "retry-after-ms", "Retry-After", "x-outcrop-dropped-params", "x-outcrop-token-count", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
            header => Assert.Contains(header, exposed, StringComparison.OrdinalIgnoreCase));
        using HttpResponseMessage refusal = await on.GetAsync("/v1/nothing", ("Origin", "https://app.example.com"));
        Assert.Equal("https://app.example.com", refusal.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using HttpResponseMessage other = await on.GetAsync("/models/config", ("Origin", "https://evil.example.com"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
        var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri("/chat/completions/stream", UriKind.Relative));
        preflight.Headers.Add("Origin", "https://app.example.com");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage answer = await on.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
    }

    /// <summary>S45: a browser asks without credentials what it may send with them, and never gets in by asking: with a key or a signature.</summary>
    [Theory]
    [InlineData("authorization,content-type")]
    [InlineData("authorization,x-amz-date,x-amz-content-sha256,x-amz-security-token,amz-sdk-request,amz-sdk-invocation-id")]
    [InlineData("x-api-key,anthropic-version,anthropic-beta,anthropic-dangerous-direct-browser-access")]
    public async Task S45_Preflight_IsAnsweredWithoutAKeyForListedOriginsOnly(string headers)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys(""","models":["a.b"]""").Replace("{\"keys\"", """{"server":{"corsOrigins":["https://app.example.com"]},"keys" """.TrimEnd()));
        foreach ((string origin, bool allowed) in ((string, bool)[])[("https://app.example.com", true), ("https://evil.example.com", false)])
        {
            var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri("/v1/chat/completions", UriKind.Relative));
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", headers);
            using HttpResponseMessage answer = await gateway.SendAsync(preflight);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(allowed ? headers : null, answer.Headers.TryGetValues("Access-Control-Allow-Headers", out IEnumerable<string>? values) ? string.Join(",", values) : null);
            using HttpResponseMessage refused = await gateway.GetAsync("/v1/models", ("Origin", origin));
            Assert.Equal((HttpStatusCode.Unauthorized, allowed), (refused.StatusCode, refused.Headers.Contains("Access-Control-Allow-Origin")));
        }
    }

    /// <summary>S36: more at once than allowed is a 429, and a place is free again when one has ended.</summary>
    [Fact]
    public async Task S36_TooManyAtOnce_Is429AndThePlaceComesBack()
    {
        var finish = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("a")), FakeStream.After(finish.Task, Events.Stop()))), """{"limits":{"maxConcurrentRequests":1}}""");
        using HttpResponseMessage first = await gateway.ChatAsync(Sample.Chat);
        using HttpResponseMessage second = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
        finish.SetResult();
        Assert.Equal("a", await first.Content.ReadAsStringAsync());
        using HttpResponseMessage third = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal("a", await third.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task S36_TooManyOfOneKey_Is429ForThatKey()
    {
        var finish = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("a")), FakeStream.After(finish.Task, Events.Stop()))), Sample.WithKeys(""","maxConcurrentRequests":1"""));
        using HttpResponseMessage first = await gateway.ChatAsync(Sample.Chat, ("x-api-key", Sample.Key));
        using HttpResponseMessage second = await gateway.ChatAsync(Sample.Chat, ("x-api-key", Sample.Key));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        finish.SetResult();
        await first.Content.ReadAsStringAsync();
        using HttpResponseMessage third = await gateway.ChatAsync(Sample.Chat, ("x-api-key", Sample.Key));
        Assert.Equal("a", await third.Content.ReadAsStringAsync());
    }

    /// <summary>S34 and S47: what Kestrel refuses before any endpoint.</summary>
    [Theory]
    [InlineData("GET /models/config HTTP/1.1\r\nHost: a/?x=\r\n\r\n", "400")]
    [InlineData("POST /chat/completions/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "400")]
    [InlineData("GET /BIG HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: BIG\r\nY: BIG\r\nZ: BIG\r\nU: BIG\r\n\r\n", "431")]
    public async Task S34_RequestThatIsNone_IsRefused(string request, string status)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using System.Net.Sockets.Socket socket = await gateway.ConnectAsync(request.Replace("BIG", new string('x', 9_000)));
        byte[] buffer = new byte[1000];
        int count = await socket.ReceiveAsync(buffer);
        Assert.StartsWith($"HTTP/1.1 {status}", System.Text.Encoding.ASCII.GetString(buffer, 0, count));
    }
}
