using System.Net;
using System.Text;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Keys;

/// <summary>S9, S45: a gateway without keys trusts the programs of its machine, and a browser there runs other people's.</summary>
public class WebPageTests
{
    private const string Listed = """{"server":{"corsOrigins":["https://app.example.com"]}}""";
    private static readonly string[] Paths = ["/chat/completions/stream", "/v1/chat/completions", "/v1/messages", "/v1/responses", "/model/amazon.nova-lite-v1%3A0/converse"];

    /// <summary>A page may post text without asking first, and one whose name was made to point here reads the answer, too.</summary>
    [Theory]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "http://evil.example.com:8001")]
    [InlineData("Origin", "http://127.0.0.1.evil.example.com")]
    [InlineData("Origin", "http://localhost.evil.example.com")]
    [InlineData("Origin", "https://app.example.com.evil.example.com")]
    [InlineData("Origin", "http://192.0.2.7")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "evil")]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Host", "evil.example.com:8001")]
    [InlineData("Host", "evil.example.com.")]
    [InlineData("Host", "localhost.evil.example.com")]
    [InlineData("Host", "127.0.0.1.evil.example.com")]
    public async Task S9_PageOfAStranger_WithoutKeys_IsRefusedOnEveryPath(string header, string value)
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, Listed);
        foreach (string path in Paths)
        {
            using HttpResponseMessage answer = await gateway.SendAsync(Post(path, header, value), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("web pages", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using HttpResponseMessage list = await gateway.GetAsync("/v1/models", (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
        using HttpResponseMessage health = await gateway.GetAsync("/healthz", (header, value));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("Origin", "http://localhost:5173")]
    [InlineData("Origin", "http://127.0.0.1:8001")]
    [InlineData("Origin", "http://[::1]:3000")]
    [InlineData("Origin", "http://app.localhost")]
    [InlineData("Origin", "https://app.example.com")]
    [InlineData("Origin", "vscode-webview://0a1b2c")]
    [InlineData("Origin", "file://")]
    [InlineData("Origin", "http://tauri.localhost")]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "127.0.0.1:8001")]
    [InlineData("Host", "[::1]:8001")]
    [InlineData("Host", "192.0.2.7")]
    [InlineData("Host", "gateway:8001")]
    [InlineData("Host", "host.docker.internal:8001")]
    [InlineData("Host", "outcrop.localhost")]
    public async Task S9_ProgramOfThisMachine_WithoutKeys_IsAnswered(string header, string value)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Listed);
        using HttpResponseMessage answer = await gateway.SendAsync(Post(Paths[0], header, value), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Where there are keys, whoever has one may come from anywhere: behind a proxy under a public name, say.</summary>
    [Fact]
    public async Task S9_WithKeys_TheKeyDecides()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Sample.WithKeys());
        foreach ((string header, string value) in ((string, string)[])[("Origin", "https://anywhere.example.com"), ("Host", "gateway.example.com")])
        {
            HttpRequestMessage request = Post(Paths[0], header, value);
            request.Headers.Add("x-api-key", Sample.Key);
            using HttpResponseMessage answer = await gateway.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            using HttpResponseMessage refused = await gateway.SendAsync(Post(Paths[0], header, value), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    private static HttpRequestMessage Post(string path, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(Sample.Chat, Encoding.UTF8, "text/plain") };
        request.Headers.Add(header, value);
        return request;
    }
}
