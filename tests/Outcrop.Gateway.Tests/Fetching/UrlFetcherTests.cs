using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Fetching;

/// <summary>The one fetcher (S24 to S33).</summary>
public class UrlFetcherTests
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC");
    private static readonly FetchingSettings Open = new() { Enabled = true, AllowHttp = true };

    /// <summary>S25 to S27: URLs that must not be followed, and not one connection is made.</summary>
    [Theory]
    [InlineData("http://pictures.example:8080/a.png")]
    [InlineData("http://user@pictures.example/a.png")]
    [InlineData("http://user:secret@pictures.example/a.png")]
    [InlineData("http://pictures.example@169.254.169.254/a.png")]
    [InlineData("ftp://pictures.example/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://pictures.example/")]
    [InlineData("http://")]
    [InlineData("http:///a.png")]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://0x7f.1/a.png")]
    [InlineData("http://017700000001/a.png")]
    [InlineData("http://１２７.0.0.1/a.png")]
    [InlineData("http://0.0.0.0/a.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/a.png")]
    [InlineData("http://[::ffff:169.254.169.254]/a.png")]
    [InlineData("http://[fd00:ec2::254]/a.png")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/a.png")]
    [InlineData("http://[fe80::1%251]/a.png")]
    [InlineData("http://localhost/a.png")]
    [InlineData("http://inside.example/a.png")]
    [InlineData("http://both.example/a.png")]
    [InlineData("http://nowhere.example/a.png")]
    [InlineData("http://empty.example/a.png")]
    public async Task S25To27_ForbiddenUrl_IsRefusedWithoutAConnection(string url)
    {
        using var server = new FetchServer { Names = { ["localhost"] = ["127.0.0.1"], ["inside.example"] = ["10.1.2.3"], ["both.example"] = ["93.184.216.34", "192.168.0.1"], ["empty.example"] = [] } };

        GatewayException refusal = await RefuseAsync(server, url, Open);

        Assert.Equal("p", refusal.Error.Parameter);
        Assert.Empty(server.Connects);
    }

    [Theory]
    [InlineData("http://pictures.example/a.png")]
    [InlineData("https://pictures.example:80/a.png")]
    public async Task S25_WithoutAllowHttp_HttpsOn443Only(string url)
    {
        using var server = new FetchServer();
        await RefuseAsync(server, url, Open with { AllowHttp = false });
        Assert.Empty(server.Connects);
    }

    [Fact]
    public async Task S25_LongUrl_IsRefused()
    {
        using var server = new FetchServer();
        await RefuseAsync(server, "http://pictures.example/" + new string('a', 2048), Open);
        Assert.Empty(server.Connects);
    }

    /// <summary>S26, S30: connects to the address that was checked, with nothing of the caller's or the gateway's in the request.</summary>
    [Fact]
    public async Task S26_PublicHost_IsFetchedFromTheCheckedAddress()
    {
        using var server = new FetchServer();
        server.Answer("/a.png?x=1", Png, "Content-Type: text/html\r\nSet-Cookie: a=b\r\n");

        RemoteFile file = await FetchAsync(server, "http://pictures.example/a.png?x=1#part", Open);

        Assert.Equal("png", file.Format);
        Assert.Equal(Png, file.Content.ToArray());
        Assert.Equal(new IPEndPoint(IPAddress.Parse("93.184.216.34"), 80), Assert.Single(server.Connects));
        string request = Assert.Single(server.Requests);
        string[] names = [.. request.Split("\r\n").Skip(1).TakeWhile(static line => line.Length > 0).Select(static line => line.Split(':')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], names);
    }

    /// <summary>S28: at most three redirects, each one checked.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task S28_Redirects_AreFollowedThreeTimes(int redirects, bool arrives)
    {
        using var server = new FetchServer();
        for (int i = 0; i < redirects; i++)
        {
            server.Answer($"/{i}", [], $"Location: /{i + 1}\r\n", "302 Found");
        }

        server.Answer($"/{redirects}", Png);
        if (arrives)
        {
            Assert.Equal(Png, (await FetchAsync(server, "http://pictures.example/0", Open)).Content.ToArray());
        }
        else
        {
            await RefuseAsync(server, "http://pictures.example/0", Open);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://inside.example/a.png")]
    [InlineData("//127.0.0.1/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://pictures.example:22/a.png")]
    public async Task S28_RedirectToAForbiddenPlace_IsRefused(string location)
    {
        using var server = new FetchServer { Names = { ["inside.example"] = ["10.1.2.3"] } };
        server.Answer("/0", [], $"Location: {location}\r\n", "302 Found");
        await RefuseAsync(server, "http://pictures.example/0", Open);
        Assert.Single(server.Connects);
    }

    public static TheoryData<string> Bad => ["long", "longer than told", "chunked and long", "encoded", "not a picture", "empty", "status"];

    /// <summary>S29: length counted while reading, no decompression, the first bytes decide the type.</summary>
    [Theory]
    [MemberData(nameof(Bad))]
    public async Task S29_BadAnswer_IsRefused(string what)
    {
        using var server = new FetchServer();
        byte[] big = [.. Png, .. new byte[5000]];
        switch (what)
        {
            case "long":
                server.Answer("/x", big);
                break;
            case "longer than told":
                server.Answers["/x"] = [.. Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), .. big];
                break;
            case "chunked and long":
                server.Answers["/x"] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{big.Length:x}\r\n"), .. big, .. "\r\n0\r\n\r\n"u8];
                break;
            case "encoded":
                server.Answer("/x", Png, "Content-Encoding: gzip\r\n");
                break;
            case "not a picture":
                server.Answer("/x", "<svg onload=alert(1)>"u8.ToArray(), "Content-Type: image/png\r\n");
                break;
            case "empty":
                server.Answer("/x", []);
                break;
            default:
                server.Answer("/x", Png, "", "403 Forbidden");
                break;
        }

        await RefuseAsync(server, "http://pictures.example/x", Open with { MaxBytes = 4096 });
    }

    [Fact]
    public async Task S29_ServerThatNeverAnswers_IsGivenUp()
    {
        using var server = new FetchServer();
        var clock = new FakeTimeProvider();
        using var fetcher = new UrlFetcher(new FetchNetwork(server.Network.ResolveAsync, async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("unreachable");
        }), clock);
        Task<RemoteFile> fetching = fetcher.FetchAsync("http://pictures.example/x", "p", Open, CancellationToken.None);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            return fetching.IsCompleted;
        });

        GatewayException refusal = await Assert.ThrowsAsync<GatewayException>(() => fetching);
        Assert.Equal("p: could not be fetched in time", refusal.Error.SafeMessage);
    }

    /// <summary>S24: off unless enabled and, where there are keys, allowed for the key; then the picture reaches the model as bytes. S29: at most so many.</summary>
    [Theory]
    [InlineData(false, true, 400)]
    [InlineData(true, false, 400)]
    [InlineData(true, true, 200)]
    public async Task S24_ImageUrl_IsFetchedOnlyWhereBothAllowIt(bool enabled, bool key, int status)
    {
        using var server = new FetchServer();
        server.Answer("/a", Png);
        var upstream = FakeUpstream.Saying("A red square.");
        string keys = Sample.WithKeys(key ? ",\"mayFetch\":true" : "");
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            upstream, keys[..keys.LastIndexOf('}')] + ",\"fetching\":{\"enabled\":" + (enabled ? "true" : "false") + ",\"allowHttp\":true,\"maxFiles\":2}}", adjust: options => options.FetchNetwork = server.Network);
        (string, string) authorization = ("Authorization", "Bearer " + Sample.Key);
        using HttpResponseMessage response = await gateway.CallAsync(With("http://pictures.example/a", "http://pictures.example/a"), authorization);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, server.Connects.Count);
        if (status == 200)
        {
            Assert.Contains(Convert.ToBase64String(Png), Assert.Single(upstream.Written), StringComparison.Ordinal);
            using HttpResponseMessage many = await gateway.CallAsync(With("http://pictures.example/a", "http://pictures.example/b", "http://pictures.example/c"), authorization);
            Assert.Equal(400, (int)many.StatusCode);
            Assert.Single(server.Connects);
        }
    }

    /// <summary>S31: neither the answer nor the log has more of a URL than the path of the member it stands in.</summary>
    [Fact]
    public async Task S31_RefusedUrl_IsNotRepeated()
    {
        using var server = new FetchServer();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            FakeUpstream.Saying("x"), "{\"logging\":{\"level\":\"DEBUG\"},\"fetching\":{\"enabled\":true,\"allowHttp\":true}}", adjust: options => options.FetchNetwork = server.Network);
        using HttpResponseMessage response = await gateway.CallAsync(With("http://nowhere.example/x?token=s3cr3t"));
        string body = await response.Content.ReadAsStringAsync();

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("messages[0].content[0].image_url.url: could not be fetched", body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", body + gateway.Log.All, StringComparison.Ordinal);
    }

    /// <summary>An S3 place is read with the gateway's own permissions, so only buckets that are configured can be named.</summary>
    [Theory]
    [InlineData("s3://ours/a.png", 200)]
    [InlineData("s3://theirs/a.png", 400)]
    [InlineData("s3://ours.evil/a.png", 400)]
    public async Task S3Url_OnlyOfAConfiguredBucket(string url, int status)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), "{\"fetching\":{\"s3Buckets\":[\"ours\"]}}");
        using HttpResponseMessage response = await gateway.CallAsync(With(url));
        Assert.Equal(status, (int)response.StatusCode);
    }

    /// <summary>S33: nothing else in the gateway can go anywhere for a caller.</summary>
    [Fact]
    public void S33_OutgoingConnections_AreMadeInTheFetcherOnly() => Assert.All(
        Directory.EnumerateFiles(Repository.PathOf("src", "Outcrop.Gateway"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/Fetching/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)),
        static file => Assert.DoesNotMatch(@"\b(HttpClient|HttpMessageInvoker|SocketsHttpHandler|TcpClient|WebRequest|new Socket)\b", File.ReadAllText(file)));

    private static string With(params string[] urls) =>
        "{\"model\":\"" + ChatCalling.Claude + "\",\"messages\":[{\"role\":\"user\",\"content\":[" + string.Join(',', urls.Select(static url => "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}")) + "]}]}";

    private static async Task<RemoteFile> FetchAsync(FetchServer server, string url, FetchingSettings settings)
    {
        using var fetcher = new UrlFetcher(server.Network, TimeProvider.System);
        return await fetcher.FetchAsync(url, "p", settings, CancellationToken.None);
    }

    private static async Task<GatewayException> RefuseAsync(FetchServer server, string url, FetchingSettings settings)
    {
        GatewayException refusal = await Assert.ThrowsAsync<GatewayException>(() => FetchAsync(server, url, settings));
        Assert.Equal(GatewayErrorKind.InvalidRequest, refusal.Error.Kind);
        return refusal;
    }
}
