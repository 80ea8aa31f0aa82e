using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Tests.Recordings;

/// <summary>What goes through the recording proxy comes out unchanged, is written down without secrets, and can be replayed.</summary>
public sealed class RecordingProxyTests
{
    private const string Model = "/model/" + EmulatorTest.Claude;

    [Fact]
    public async Task RecordThenReplay_TheSameClient_GetsTheSameAnswers()
    {
        using var folder = new RecordingFolder();
        List<string> live;
        await using (BedrockEmulator aws = await EmulatorTest.StartAsync(options => (options.AccessKeyId, options.SecretAccessKey) = ("AKIAREAL", "a-real-secret")))
        {
            aws.Script(new EmulatorScript { Operation = "InvokeModel", ErrorType = "ThrottlingException", Headers = { ["Retry-After"] = "3", ["Set-Cookie"] = "session=secret" } });
            await using BedrockEmulator proxy = await StartProxyAsync(aws, folder.Path);
            live = await RunClientAsync(proxy);
            Assert.Equal(live.Count, aws.Journal.Count);
            Assert.All(aws.Journal, request => Assert.Contains("AKIAREAL", request.Headers["Authorization"], StringComparison.Ordinal));
            Assert.Equal(aws.Journal.Select(request => request.RawTarget), proxy.Journal.Select(request => request.RawTarget));
            Assert.Equal(aws.Journal.Select(request => request.BodyText), proxy.Journal.Select(request => request.BodyText));
            Assert.All(proxy.Journal, request => Assert.NotNull(request.Recording));
        }

        string[] files = Directory.GetFiles(folder.Path);
        Assert.Equal(live.Count, files.Length);
        foreach (string file in files)
        {
            string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotMatch("(?i)signature|AKIAREAL|a-real-secret|security-token|cookie|\"authorization\"", text);
        }

        await using BedrockEmulator replay = await EmulatorTest.StartAsync(options => (options.RecordingsFolder, options.ReplayMode) = (folder.Path, ReplayMode.Strict));
        Assert.Equal(live, await RunClientAsync(replay));
        Assert.Equal(live, await RunClientAsync(replay));
    }

    [Fact]
    public async Task RecordedFile_OfAStream_HasTheNeutralMembers()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator aws = await EmulatorTest.StartAsync();
        await using BedrockEmulator proxy = await StartProxyAsync(aws, folder.Path);
        using var client = new EmulatorClient(proxy);
        Reply reply = await client.SendAsync(Model + "/invoke-with-response-stream", EmulatorTest.Messages("hi"));

        JsonElement record = JsonDocument.Parse(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(folder.Path)), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(["source", "license", "fidelity", "operation", "modelId", "request", "response", "notes"], record.EnumerateObject().Select(member => member.Name));
        JsonElement request = record.GetProperty("request");
        Assert.Equal(["method", "host", "path", "headers", "body"], request.EnumerateObject().Select(member => member.Name));
        Assert.Equal((Model + "/invoke-with-response-stream", aws.Endpoint.Authority), (request.GetProperty("path").GetString(), request.GetProperty("host").GetString()));
        Assert.Equal("hi", request.GetProperty("body").GetProperty("messages")[0].GetProperty("content").GetString());
        JsonElement response = record.GetProperty("response");
        Assert.Equal(["status", "headers", "networkChunkSizes", "networkChunkDelaysMs", "bodyBase64", "events"], response.EnumerateObject().Select(member => member.Name));
        Assert.Equal(reply.Body, response.GetProperty("bodyBase64").GetBytesFromBase64());
        Assert.Equal(reply.Body.Length, response.GetProperty("networkChunkSizes").EnumerateArray().Sum(size => size.GetInt32()));
        Assert.Equal("message_start", response.GetProperty("events")[0].GetProperty("chunk").GetProperty("type").GetString());
        Assert.Equal(reply.Frames().Count, response.GetProperty("events").GetArrayLength());
        Assert.Equal("anthropic.claude-3-haiku-20240307-v1:0", record.GetProperty("modelId").GetString());
    }

    [Fact]
    public async Task Stream_WhileRecorded_PassesThroughAtOnceAndIsNotKeptWhenBroken()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator aws = await EmulatorTest.StartAsync();
        await using BedrockEmulator proxy = await StartProxyAsync(aws, folder.Path);
        using var client = new EmulatorClient(proxy);
        aws.When().Hang(afterEvents: 2);
        aws.When().CutAfterBytes(100, reset: true);
        using (HttpResponseMessage response = await client.OpenAsync(Model + "/converse-stream", EmulatorTest.Converse("x")))
        {
            using var reader = new EventStreamReader(await response.Content.ReadAsStreamAsync());
            Assert.True(await reader.ReadAsync());
            Assert.True(await reader.ReadAsync());
        }

        await proxy.Journal[0].Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(proxy.Journal[0].ClientAborted);
        Reply broken = await client.SendAsync(Model + "/converse-stream", EmulatorTest.Converse("y"));
        Assert.NotNull(broken.Fault);
        Assert.Equal(100, broken.Body.Length);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Proxy_ForwardsNoCredentialsOfTheCaller_UnlessAsked()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator aws = await EmulatorTest.StartAsync(options => options.BearerKeys.Add("real-key"));
        await using BedrockEmulator passing = await EmulatorTest.StartAsync(options =>
            (options.Upstream, options.RecordFolder, options.PassAuthorization, options.VerifySignatures) = (aws.Endpoint, folder.Path, true, false));
        await using BedrockEmulator closed = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder, options.VerifySignatures) = (aws.Endpoint, folder.Path, false));
        Assert.Equal(200, await BearerAsync(passing));
        Assert.Equal(403, await BearerAsync(closed));
        Assert.False(aws.Journal[^1].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Upstream_NotThere_IsAnErrorThatSaysSo()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator proxy = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder) = (new Uri("http://127.0.0.1:1"), folder.Path));
        using var client = new EmulatorClient(proxy);
        Reply reply = await client.SendAsync(Model + "/converse", EmulatorTest.Converse("x"));
        Assert.Equal((503, "The recording proxy did not reach 127.0.0.1:1: ConnectionError."), (reply.Status, reply.Message));
        await Assert.ThrowsAsync<ArgumentException>(() => EmulatorTest.StartAsync(options => options.RecordFolder = folder.Path));
    }

    [Theory]
    [InlineData("CONNECT", ".attacker.example:443")]
    [InlineData("OPTIONS", "*")]
    public async Task Target_WithoutAPath_CannotNameAnotherHost(string method, string target)
    {
        using var folder = new RecordingFolder();
        var asked = new List<Uri?>();
        await using BedrockEmulator proxy = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder, options.UpstreamHandler, options.VerifySignatures) =
            (new Uri("https://bedrock-runtime.us-east-1.amazonaws.com"), folder.Path, new NotingHandler(asked), false));
        RawHttp reply = await RawHttp.SendAsync(proxy, method, target, method == "CONNECT" ? target : proxy.Endpoint.Authority);
        Assert.Empty(asked);
        Assert.StartsWith("HTTP/1.1 4", reply.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PresignedQuery_WrittenDownOrShown_HasNoSignatureAndNoToken()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator aws = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        await using BedrockEmulator proxy = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder, options.VerifySignatures) = (aws.Endpoint, folder.Path, false));
        using var client = new EmulatorClient(proxy) { Signer = null };
        Reply reply = await client.SendAsync(Model + "/converse?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=tok3n&x-amz-signature=s1gned&a=b", EmulatorTest.Converse("x"));
        Assert.Equal(200, reply.Status);
        string file = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.Path)), TestContext.Current.CancellationToken);
        string journal = (await client.SendAsync("/_outcrop/journal", method: HttpMethod.Get)).Text;
        foreach (string text in (string[])[file, journal])
        {
            Assert.DoesNotMatch("tok3n|s1gned", text);
            Assert.Contains("X-Amz-Algorithm=AWS4-HMAC-SHA256", text, StringComparison.Ordinal);
            Assert.Matches("(&|u0026)a=b", text);
        }
    }

    [Theory]
    [InlineData(false, "?a=b")]
    [InlineData(true, "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=redacted&x-amz-signature=redacted&a=b")]
    public async Task PresignedQuery_Forwarded_GoesOnlyWhereCredentialsMayGo(bool pass, string expected)
    {
        using var folder = new RecordingFolder();
        var asked = new List<Uri?>();
        await using BedrockEmulator proxy = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder, options.UpstreamHandler, options.VerifySignatures, options.PassAuthorization) =
            (new Uri("https://bedrock-runtime.us-east-1.amazonaws.com"), folder.Path, new NotingHandler(asked), false, pass));
        using var client = new EmulatorClient(proxy) { Signer = null };
        await client.SendAsync(Model + "/converse?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=tok3n&x-amz-signature=s1gned&a=b", EmulatorTest.Converse("x"));
        Assert.Equal(expected, Emulator.Hosting.SecretQuery.Show(Assert.Single(asked)!.Query));
    }

    [Theory]
    [InlineData("/a?x=1", "/a?x=1")]
    [InlineData("/a?X%2DAmz%2DSignature=s&x", "/a?X%2DAmz%2DSignature=redacted&x")]
    [InlineData("/?Action=AssumeRoleWithWebIdentity&WebIdentityToken=t&nextToken=20", "/?Action=AssumeRoleWithWebIdentity&WebIdentityToken=redacted&nextToken=20")]
    [InlineData("http://me:pass@host/a?api_key=k", "http://redacted@host/a?api_key=redacted")]
    [InlineData("/model/a@b/converse?to=http://x@y", "/model/a@b/converse?to=http://redacted@y")]
    public void Target_WithSecrets_IsShownWithoutThem(string target, string shown) => Assert.Equal(shown, Emulator.Hosting.SecretQuery.Show(target));

    [Fact]
    public async Task PresignedReferrer_InTheJournal_HasNoSignature()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        await client.SendAsync(Model + "/converse", EmulatorTest.Converse("x"), change: request => request.Headers.Referrer = new Uri("https://a.example/?X-Amz-Signature=s1gned&b=c"));
        Assert.Equal("https://a.example/?X-Amz-Signature=redacted&b=c", emulator.Journal[0].Headers["Referer"]);
    }

    [Fact]
    public async Task PresignedRequest_Recorded_IsReplayedToAnotherSignature()
    {
        using var folder = new RecordingFolder();
        await using BedrockEmulator aws = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        await using (BedrockEmulator proxy = await EmulatorTest.StartAsync(options => (options.Upstream, options.RecordFolder, options.VerifySignatures) = (aws.Endpoint, folder.Path, false)))
        {
            using var client = new EmulatorClient(proxy) { Signer = null };
            await client.SendAsync(Model + "/converse?X-Amz-Signature=one&a=b", EmulatorTest.Converse("x"));
        }

        await using BedrockEmulator replay = await EmulatorTest.StartAsync(options => (options.RecordingsFolder, options.ReplayMode, options.VerifySignatures) = (folder.Path, ReplayMode.Strict, false));
        using var again = new EmulatorClient(replay) { Signer = null };
        Assert.Equal(200, (await again.SendAsync(Model + "/converse?X-Amz-Signature=two&a=b", EmulatorTest.Converse("x"))).Status);
    }

    private static Task<BedrockEmulator> StartProxyAsync(BedrockEmulator aws, string folder) => EmulatorTest.StartAsync(options =>
    {
        options.RecordFolder = folder;
        options.Upstream = aws.Endpoint;
        options.UpstreamHandler = new SigningHandler(new TestSigner(aws.AccessKeyId, aws.SecretAccessKey));
    });

    private static async Task<int> BearerAsync(BedrockEmulator emulator)
    {
        using var client = new EmulatorClient(emulator) { Signer = null };
        return (await client.SendAsync(Model + "/converse", EmulatorTest.Converse("x"), change: request => request.Headers.Add("Authorization", "Bearer real-key"))).Status;
    }

    /// <summary>What an application does, and all it sees: chat, streams, tools, embeddings, errors, the same request twice.</summary>
    private static async Task<List<string>> RunClientAsync(BedrockEmulator emulator)
    {
        using var client = new EmulatorClient(emulator);
        const string tool = ""","toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}}}}]}""";
        Reply[] replies =
        [
            await client.SendAsync(Model + "/converse", EmulatorTest.Converse("hello")),
            await client.SendAsync(Model + "/converse", EmulatorTest.Converse("hello")),
            await client.SendAsync(Model + "/converse-stream", EmulatorTest.Converse("get weather", tool)),
            await client.SendAsync("/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-response-stream", EmulatorTest.Messages("ü€😀")),
            await client.SendAsync(Model + "/invoke", EmulatorTest.Messages("throttled")),
            await client.SendAsync(Model + "/invoke", EmulatorTest.Messages("again")),
            await client.SendAsync("/model/amazon.titan-embed-text-v2%3A0/invoke", """{"inputText":"text"}"""),
            await client.SendAsync("/model/not.a-model/converse", EmulatorTest.Converse("x")),
            await client.SendAsync(Model + "/converse", "not json"),
            await client.SendAsync("/foundation-models?byProvider=Amazon", method: HttpMethod.Get),
        ];
        return
        [
            .. replies.Select(reply =>
                $"{reply.Status} {reply.ErrorType} {reply.Headers.GetValueOrDefault("Retry-After")} {reply.Headers["x-amzn-RequestId"]} {reply.Headers["Content-Type"]} {Convert.ToBase64String(reply.Body)}"),
        ];
    }

    private sealed class NotingHandler(List<Uri?> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri);
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }
}
