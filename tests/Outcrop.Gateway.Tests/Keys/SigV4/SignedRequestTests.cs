using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Keys.SigV4;

/// <summary>Signed requests over a real connection, through every layer that sits before an endpoint.</summary>
public class SignedRequestTests
{
    private static readonly string Keys = $$"""
        {"server":{"maxRequestBodyBytes":2048},"logging":{"level":"TRACE"},"keys":[
          {"id":"team-a","hash":"{{ApiKeyHash.Compute(Sample.Key)}}"},
          {"id":"sdk","accessKeyId":"{{SignedMessage.KeyId}}","secretAccessKey":"${SECRET}","models":["amazon.nova-*"],"expiresAt":"2026-12-01"}]}
        """;

    private static readonly byte[] Chat = Encoding.UTF8.GetBytes("""{"model":"amazon.nova-lite-v1:0","messages":[{"role":"user","content":"Hello"}]}""");

    private readonly FakeTimeProvider _time = new(SignedMessage.Now);

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(true, "1.1")]
    [InlineData(true, "2.0")]
    public async Task SignedChat_WithAndWithoutAStatedHash_ReachesTheModelOnce(bool stated, string version)
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await StartAsync(upstream);
        using HttpResponseMessage response = await SendAsync(gateway, "POST", "/chat/completions/stream", Chat, stated: stated, version: version);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Single(upstream.Requests);
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("\"KeyId\":\"sdk\""));
        Assert.DoesNotContain(SignedMessage.Secret, gateway.Log.All);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/amazon.nova-lite-v1%3A0")]
    [InlineData("/v1/models?limit=1000&after_id=a%2Bb")]
    [InlineData("/models/config")]
    public async Task SignedGet_OfAnyDialect_IsAnswered(string path)
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await SendAsync(gateway, "GET", path, []);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("anthropic", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SignedChat_ForAModelThatTheKeyMayNotUse_Is403()
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await SendAsync(gateway, "POST", "/v1/chat/completions", """{"model":"anthropic.claude-3-haiku-20240307-v1:0","messages":[]}"""u8.ToArray());
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    /// <summary>In OpenAI's words a signature is a key that is not valid; the sentence is AWS's.</summary>
    [Fact]
    public async Task SignedChat_ReplayedAfterFiveMinutes_Is401()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await StartAsync(upstream);
        _time.Advance(TimeSpan.FromSeconds(301));
        using HttpResponseMessage response = await SendAsync(gateway, "POST", "/v1/chat/completions", Chat);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("\"code\":\"invalid_api_key\"", body);
        Assert.Contains("Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z (20261122T120501Z - 5 min.)", body);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignedChat_WithAnotherBody_NeverReachesTheModel(bool stated)
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await StartAsync(upstream);
        byte[] other = [.. Chat];
        other[^4] ^= 1;
        using HttpResponseMessage response = await SendAsync(gateway, "POST", "/v1/chat/completions", Chat, stated: stated, sent: other);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("does not match the signature you provided", await response.Content.ReadAsStringAsync());
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task SignedChat_LongerThanAllowed_Is413()
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await SendAsync(gateway, "POST", "/v1/chat/completions", new byte[2049]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    /// <summary>A body of no stated length is read to its end, or to the limit, before it is judged.</summary>
    [Fact]
    public async Task SignedChat_InChunks_IsJudgedAsAWhole()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await StartAsync(upstream);
        foreach ((byte[] body, string status) in ((byte[], string)[])[(Chat, "200"), (new byte[2049], "413")])
        {
            SignedMessage signed = new SignedMessage { Target = "/chat/completions/stream", Body = body, Headers = Plain("gateway.example") }.Signed();
            string chunks = string.Concat(body.Chunk(30).Select(static chunk => $"{chunk.Length:x}\r\n{Encoding.ASCII.GetString(chunk)}\r\n")) + "0\r\n\r\n";
            Assert.StartsWith($"HTTP/1.1 {status}", await RawAsync(gateway, $"POST /chat/completions/stream HTTP/1.1\r\n{Lines(signed)}Transfer-Encoding: chunked\r\n\r\n{chunks}"));
        }

        Assert.Single(upstream.Requests);
    }

    /// <summary>A client that takes the gateway for a proxy sends the whole URL, and signs the path of it.</summary>
    [Theory]
    [InlineData("http://gateway.example/v1/models?b=1&a=2", "/v1/models?b=1&a=2", "200")]
    [InlineData("/v1/models?b=1&a=2", "/v1/models?b=1&a=2", "200")]
    [InlineData("http://gateway.example/v1/models?b=1&a=3", "/v1/models?b=1&a=2", "401")]
    [InlineData("//v1/models", "/v1/models", "404")]
    [InlineData("/x/../v1/models", "/x/v1/models", "401")]
    [InlineData("/v1/%6Dodels", "/v1/models", "401")]
    public async Task SignedGet_ByAnyFormOfItsTarget_IsJudgedByThePathSent(string sent, string signedTarget, string status)
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        SignedMessage signed = new SignedMessage { Method = "GET", Target = signedTarget, Body = [], Headers = Plain("gateway.example") }.Signed();
        Assert.StartsWith($"HTTP/1.1 {status}", await RawAsync(gateway, $"GET {sent} HTTP/1.1\r\n{Lines(signed)}\r\n"));
    }

    /// <summary>Whoever has no secret cannot make the gateway wait for a body: an unknown key never, and a known one not where the hash is stated.</summary>
    [Theory]
    [InlineData("AKIAOUTCROPZZZZZZZZZ", false, "The security token included in the request is invalid.")]
    [InlineData(SignedMessage.KeyId, true, "does not match the signature you provided")]
    public async Task SignedChat_RefusedByItsHeaders_IsNotWaitedFor(string keyId, bool stated, string message)
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        SignedMessage signed = new SignedMessage { Target = "/v1/chat/completions", Body = Chat, AccessKeyId = keyId, SecretAccessKey = "wrong-wrong-wrong-wrong-wrong" };
        signed = (stated ? signed.WithHash() : signed).Signed();
        string answer = await RawAsync(gateway, $"POST /v1/chat/completions HTTP/1.1\r\n{Lines(signed)}Content-Length: 1000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401", answer);
        Assert.Contains(message, answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Signature_BesideAnotherCredential_Is400()
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        foreach (string name in (string[])["x-api-key", "api-key"])
        {
            using HttpResponseMessage response = await SendAsync(gateway, "POST", "/v1/chat/completions", Chat, extra: (name, Sample.Key));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        string signature = new SignedMessage().Signed().Headers.Single(static header => header.Key == "Authorization").Value;
        foreach (string other in (string[])["Bearer " + Sample.Key, signature])
        {
            Assert.StartsWith("HTTP/1.1 400", await RawAsync(gateway, $"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: {signature}\r\nAuthorization: {other}\r\n\r\n"));
        }
    }

    [Fact]
    public async Task Signature_InTheQuery_IsRefusedAndNotLogged()
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        const string Query = "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAOUTCROP234567ABC%2F20261122%2Fus-east-1%2Fbedrock%2Faws4_request&X-Amz-Date=20261122T120000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=f00f00f00f00";
        using HttpResponseMessage response = await gateway.GetAsync("/v1/models" + Query);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("A signature in the query is not taken; send it in the Authorization header.", await response.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("/v1/models"));
        Assert.DoesNotContain("f00f00", gateway.Log.All);
    }

    [Fact]
    public async Task ExpiredKey_SignedOrPlain_Is401()
    {
        string json = Keys.Replace("\"id\":\"team-a\"", "\"id\":\"team-a\",\"expiresAt\":\"2026-11-22T12:00:00Z\"").Replace("2026-12-01", "2026-11-22");
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"), json);
        using HttpResponseMessage signed = await SendAsync(gateway, "GET", "/v1/models", []);
        Assert.Equal(HttpStatusCode.Unauthorized, signed.StatusCode);
        Assert.Contains("The security token included in the request is expired", await signed.Content.ReadAsStringAsync());
        using HttpResponseMessage plain = await gateway.GetAsync("/v1/models", ("x-api-key", Sample.Key));
        Assert.Equal(HttpStatusCode.Unauthorized, plain.StatusCode);
        Assert.Contains("A valid API key is required", await plain.Content.ReadAsStringAsync());
    }

    /// <summary>A key that only signs has no plain form: not even an empty one opens it.</summary>
    [Fact]
    public async Task SigningKey_AsAPlainKey_Is401()
    {
        await using RunningGateway gateway = await StartAsync(FakeUpstream.Saying("never"));
        foreach (string value in (string[])["", SignedMessage.KeyId, SignedMessage.Secret])
        {
            using HttpResponseMessage response = await gateway.GetAsync("/v1/models", ("x-api-key", value));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private Task<RunningGateway> StartAsync(FakeUpstream upstream, string? json = null) =>
        RunningGateway.StartAsync(upstream, json ?? Keys, new Dictionary<string, string> { ["SECRET"] = SignedMessage.Secret }, _time);

    private static KeyValuePair<string, string>[] Plain(string host) => [new("Host", host), new("x-amz-date", SignedMessage.Stamp(SignedMessage.Now))];

    private static string Lines(SignedMessage message) => string.Concat(message.Headers.Select(static header => $"{header.Key}: {header.Value}\r\n"));

    /// <summary>The answer to bytes that no client of ours would send: its headers, and its body where that is a short error.</summary>
    private static async Task<string> RawAsync(RunningGateway gateway, string request)
    {
        using Socket socket = await gateway.ConnectAsync(request);
        byte[] buffer = new byte[8000];
        string answer = "";
        int length = 0;
        while (!answer.Contains("\r\n\r\n", StringComparison.Ordinal) || (answer.Contains("HTTP/1.1 4", StringComparison.Ordinal) && !answer.EndsWith('}')))
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (count == 0)
            {
                break;
            }

            length += count;
            answer = Encoding.UTF8.GetString(buffer, 0, length);
        }

        return answer;
    }

    private static Task<HttpResponseMessage> SendAsync(
        RunningGateway gateway, string method, string path, byte[] body, bool stated = false, byte[]? sent = null, string version = "1.1", (string Name, string Value)? extra = null)
    {
        bool http2 = version == "2.0";
        var message = new SignedMessage
        {
            Method = method,
            Target = path,
            Headers = [new(http2 ? ":authority" : "host", gateway.Address.Authority), new("x-amz-date", SignedMessage.Stamp(SignedMessage.Now))],
            Body = body,
        };
        message = (stated ? message.WithHash() : message).Signed();
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach ((string name, string value) in message.Headers.Where(static header => header.Key is not (":authority" or "host" or "Authorization")))
        {
            request.Headers.Add(name, value);
        }

        string authorization = message.Headers.Single(static header => header.Key == "Authorization").Value;
        request.Headers.Authorization = new(authorization[..authorization.IndexOf(' ', StringComparison.Ordinal)], authorization[(authorization.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        if (extra is { } other)
        {
            request.Headers.Add(other.Name, other.Value);
        }

        if (method == "POST")
        {
            request.Content = new ByteArrayContent(sent ?? body);
            request.Content.Headers.Add("Content-Type", "application/json");
        }

        return gateway.SendAsync(request);
    }
}
