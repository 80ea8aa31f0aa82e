using System.Net;
using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>Fault rows 36 to 43: whatever is sent, the answer is a 4xx that names what is wrong, and nothing goes upstream.</summary>
public class SeedBadRequestTests
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "row 37, empty", "", "body" },
        { "row 37, not JSON", "hello", "body" },
        { "row 37, cut short", "{\"messages\":[", "body" },
        { "row 37, more behind it", Sample.Chat + "x", "body" },
        { "row 37, array", "[]", "body" },
        { "row 37, number", "1e400", "body" },
        { "row 37, null", "null", "body" },
        { "no messages", "{}", "messages" },
        { "empty messages", "{\"messages\":[]}", "messages" },
        { "messages wrong type", "{\"messages\":\"x\"}", "messages" },
        { "messages null", "{\"messages\":null}", "messages" },
        { "message wrong type", "{\"messages\":[1]}", "messages[0]" },
        { "role wrong type", "{\"messages\":[{\"role\":1,\"content\":\"x\"}]}", "messages[0].role" },
        { "role unknown", "{\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]}", "messages[0].role" },
        { "role missing", "{\"messages\":[{\"content\":\"x\"}]}", "messages[0].role" },
        { "content missing", "{\"messages\":[{\"role\":\"user\"}]}", "messages[0].content" },
        { "content wrong type", "{\"messages\":[{\"role\":\"user\",\"content\":{\"a\":1}}]}", "messages[0].content" },
        { "content blank", "{\"messages\":[{\"role\":\"user\",\"content\":\" \\n\"}]}", "messages[0].content" },
        { "last not from the user", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"}]}", "messages[1].role" },
        { "first from the assistant", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"y\"}]}", "messages[0].role" },
        { "model wrong type", "{\"model\":[],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "provider unknown", "{\"provider\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "provider" },
        { "row 37, temperature 1e400", "{\"temperature\":1e400,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "temperature" },
        { "row 37, max_tokens -1", "{\"max_tokens\":-1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "max_tokens" },
        { "row 37, max_tokens 1e400", "{\"max_tokens\":1e400,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "max_tokens" },
        { "row 37, top_p text", "{\"top_p\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "top_p" },
        { "row 38, deep nesting", "{\"x\":" + new string('[', 100_000), "body" },
        { "row 39, lone surrogate in content", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}", "messages[0].content" },
        { "row 39, lone surrogate in a name", "{\"\\udc00\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "body" },
        { "row 39, NUL escaped", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000b\"}]}", "messages[0].content" },
        { "row 39, NUL raw", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\0b\"}]}", "body" },
        { "row 39, BOM", "\uFEFF" + Sample.Chat, "body" },
        { "row 40, model twice", "{\"model\":\"a.b\",\"model\":\"c.d\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "body" },
        { "row 40, role twice", "{\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"x\"}]}", "messages[0]" },
        { "row 41, too many messages", "{\"messages\":[" + string.Concat(Enumerable.Repeat("{\"role\":\"user\",\"content\":\"x\"},", 100_000)) + "{}]}", "messages" },
        { "row 42, CRLF in model", "{\"model\":\"a.b\\r\\nX-Evil: 1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "row 43, traversal", "{\"model\":\"../guardrail/x/apply\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "row 43, traversal inside", "{\"model\":\"a/../b\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "row 43, encoded traversal", "{\"model\":\"%2e%2e/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "row 43, backslash", "{\"model\":\"a\\\\..\\\\b\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "model" },
        { "prompt unknown", "{\"prompt\":\"no\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "prompt" },
        { "variable unknown", "{\"variables\":{\"no\":\"x\"},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "variables" },
        { "variable wrong type", "{\"variables\":{\"no\":1},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "variables" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_Wrong_Is400WithItsPath(string what, string body, string path)
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        using HttpResponseMessage response = await gateway.ChatAsync(body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{what}: {response.StatusCode} {text}");
        Assert.StartsWith(path + ":", Detail(text));
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Row39_InvalidUtf8_Is400EvenWhereItIsPassedOver()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        foreach (byte[] bad in (byte[][])[[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
        {
            byte[] body = [.. "{\"unknown\":\""u8, .. bad, .. "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"u8];
            using HttpResponseMessage response = await gateway.ChatAsync(body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Row36_BodyTooLarge_Is413InTheDialect()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"server":{"maxRequestBodyBytes":2048}}""");
        string body = $$"""{"messages":[{"role":"user","content":"{{new string('x', 4000)}}"}]}""";
        using HttpResponseMessage announced = await gateway.ChatAsync(body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        Detail(await announced.Content.ReadAsStringAsync());

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/chat/completions/stream", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage chunked = await gateway.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Detail(await chunked.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task S38_CompressedBody_Is415()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri("/chat/completions/stream", UriKind.Relative)) { Content = content });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Detail(await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/chat/completions/stream", 405)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("POST", "/models/config", 405)]
    [InlineData("POST", "/chat/completions/stream/", 400)]
    public async Task Path_WithoutEndpoint_HasABodyInTheDialect(string method, string path, int status)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)));
        Assert.Equal(status, (int)response.StatusCode);
        Detail(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Fault row 37 and its kin by force: whatever one byte is changed to, the gateway never fails itself.</summary>
    [Fact]
    public async Task Body_MutatedAtRandom_NeverGives5xx()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        var random = new Random(20261122);
        byte[] seed = Encoding.UTF8.GetBytes("""{"model":"a.b","language":"ja","temperature":0.5,"variables":{},"messages":[{"role":"user","content":"x\u00e9\ud83d\ude80"}],"n":[{"a":1e3}]}""");
        for (int round = 0; round < 400; round++)
        {
            byte[] body = [.. seed];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            using HttpResponseMessage response = await gateway.ChatAsync(body);
            Assert.True((int)response.StatusCode is 200 or 400, $"seed 20261122, round {round}: {response.StatusCode} for {Convert.ToHexString(body)}");
        }
    }

    private static string Detail(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        Assert.Equal("detail", Assert.Single(document.RootElement.EnumerateObject()).Name);
        return document.RootElement.GetProperty("detail").GetString()!;
    }
}
