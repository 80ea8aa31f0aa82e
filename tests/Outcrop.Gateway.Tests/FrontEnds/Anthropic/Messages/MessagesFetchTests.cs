using System.Text;
using Outcrop.Gateway.Tests.Fetching;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>Pictures and documents by URL, through the one safe fetcher.</summary>
public class MessagesFetchTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly byte[] Pdf = [.. "%PDF-1.7"u8];

    /// <summary>Each URL is fetched once, wherever it stands; the model gets the file.</summary>
    [Fact]
    public async Task Urls_WhereAllowed_BecomeFiles()
    {
        using var server = new FetchServer();
        server.Answer("/a", Png);
        server.Answer("/d", Pdf);
        var upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await StartAsync(upstream, server);
        const string Picture = "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://pictures.example/a\"}}";
        const string Document = "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"http://pictures.example/d\"},\"title\":\"T\"}";
        (int status, string body, _) = await gateway.AskAsync(With($"{Picture},{Document},{{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{Picture}]}}"));

        Assert.True(status == 200, body);
        Assert.Equal(2, server.Connects.Count);
        string sent = Assert.Single(upstream.Written);
        Assert.Equal(3, sent.Split(Convert.ToBase64String(Png)).Length);
        Assert.Contains("{\"name\":\"T\",\"format\":\"pdf\",\"source\":{\"bytes\":\"" + Convert.ToBase64String(Pdf), sent, StringComparison.Ordinal);
    }

    /// <summary>What was fetched must be what the block says, and nothing of the URL is repeated.</summary>
    [Theory]
    [InlineData("image", "/d", "is no picture")]
    [InlineData("document", "/a", "is no PDF")]
    [InlineData("image", "/none?token=s3cr3t", "could not be fetched")]
    public async Task Url_OfAnotherKind_IsRefusedByItsPath(string type, string path, string why)
    {
        using var server = new FetchServer();
        server.Answer("/a", Png);
        server.Answer("/d", Pdf);
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("x"), server);
        (int status, string body, _) = await gateway.AskAsync(With("{\"type\":\"" + type + "\",\"source\":{\"type\":\"url\",\"url\":\"http://pictures.example" + path + "\"}}"));

        Assert.Equal(400, status);
        Assert.Contains("messages.0.content.0.source.url: " + why, body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", body + gateway.Log.All, StringComparison.Ordinal);
    }

    /// <summary>An S3 place is read with the gateway's own permissions, so only buckets that are configured can be named.</summary>
    [Theory]
    [InlineData("s3://ours/a.jpg", 200)]
    [InlineData("s3://theirs/a.jpg", 400)]
    public async Task S3Url_OnlyOfAConfiguredBucket(string url, int status)
    {
        var upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, "{\"fetching\":{\"s3Buckets\":[\"ours\"]}}");
        Assert.Equal(status, (await gateway.AskAsync(With("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"" + url + "\"}}"))).Status);
        Assert.All(upstream.Written, sent => Assert.Contains("\"format\":\"jpeg\",\"source\":{\"s3Location\":{\"uri\":\"" + url, sent, StringComparison.Ordinal));
    }

    private static string With(string blocks) => new StringBuilder("{\"model\":\"").Append(Nova).Append("\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":[").Append(blocks).Append("]}]}").ToString();

    private static Task<RunningGateway> StartAsync(FakeUpstream upstream, FetchServer server) => RunningGateway.StartAsync(
        upstream, "{\"logging\":{\"level\":\"DEBUG\"},\"fetching\":{\"enabled\":true,\"allowHttp\":true}}", adjust: options => options.FetchNetwork = server.Network);
}
