using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.FrontEnds.OpenAI;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>Failures in OpenAI's shape: before the answer, and requests that are none.</summary>
public class ChatErrorTests
{
    public static TheoryData<BedrockErrorKind, int, string, string?, bool> Kinds => new()
    {
        { BedrockErrorKind.Validation, 400, "invalid_request_error", null, false },
        { BedrockErrorKind.Conflict, 400, "invalid_request_error", null, false },
        { BedrockErrorKind.ResourceNotFound, 404, "invalid_request_error", "model_not_found", false },
        { BedrockErrorKind.RequestTooLarge, 413, "invalid_request_error", "request_too_large", false },
        { BedrockErrorKind.AccessDenied, 502, "server_error", "upstream_auth", false },
        { BedrockErrorKind.Credentials, 502, "server_error", "upstream_auth", false },
        { BedrockErrorKind.ExpiredToken, 502, "server_error", "upstream_auth", false },
        { BedrockErrorKind.Configuration, 500, "server_error", "internal_error", false },
        { BedrockErrorKind.Throttling, 429, "rate_limit_error", "rate_limit_exceeded", true },
        { BedrockErrorKind.ServiceQuotaExceeded, 429, "rate_limit_error", "upstream_quota_exceeded", false },
        { BedrockErrorKind.ModelNotReady, 503, "server_error", "upstream_unavailable", true },
        { BedrockErrorKind.InternalServer, 503, "server_error", "upstream_unavailable", true },
        { BedrockErrorKind.ServiceUnavailable, 503, "server_error", "upstream_unavailable", true },
        { BedrockErrorKind.Transport, 503, "server_error", "upstream_unavailable", true },
        { BedrockErrorKind.ModelTimeout, 504, "server_error", "timeout", false },
        { BedrockErrorKind.Timeout, 504, "server_error", "timeout", false },
        { BedrockErrorKind.ModelError, 502, "server_error", "model_error", false },
        { BedrockErrorKind.ModelStreamError, 502, "server_error", "model_error", false },
        { BedrockErrorKind.StreamTruncated, 502, "server_error", "upstream_broken", false },
        { BedrockErrorKind.StreamCorrupted, 502, "server_error", "upstream_broken", false },
        { BedrockErrorKind.UnexpectedResponse, 502, "server_error", "upstream_broken", false },
        { BedrockErrorKind.Unknown, 502, "server_error", "upstream_broken", false },
    };

    /// <summary>Acceptance rows 2 and D10: whatever fails before the first content is a real status in this dialect's shape, streamed or not.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Row2_UpstreamFailsBeforeContent_IsARealStatus(BedrockErrorKind kind, int status, string type, string? code, bool retry)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new BedrockException(kind, "of arn:aws:bedrock:us-east-1:123456789012:x/y") { StatusCode = 400 }));
        foreach (string body in (string[])[Body(), Streamed()])
        {
            using HttpResponseMessage response = await gateway.CallAsync(body);
            JsonElement error = await AssertShapeAsync(response);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal((type, code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
            Assert.Equal(retry ? "true" : "false", response.Headers.GetValues("x-should-retry").Single());
            Assert.Equal(retry, response.Headers.Contains("retry-after-ms"));
            Assert.DoesNotContain("123456789012", error.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal(Kinds.Count, Enum.GetValues<BedrockErrorKind>().Length);
    }

    /// <summary>LangChain, Codex and others shorten the conversation when they read this code; the families' own words for it they do not know.</summary>
    [Theory]
    [MemberData(nameof(Overflows))]
    public async Task Row2_ConversationTooLong_IsOpenAIsOwnCode(string words)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new BedrockException(BedrockErrorKind.Validation, words) { StatusCode = 400 }));
        foreach (string body in (string[])[Body(), Streamed()])
        {
            using HttpResponseMessage response = await gateway.CallAsync(body);
            JsonElement error = await AssertShapeAsync(response);
            Assert.Equal((400, "invalid_request_error", "context_length_exceeded"), ((int)response.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
            Assert.EndsWith(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>What the families say of a conversation that is too long: recorded, documented, or the emulator's.</summary>
    public static TheoryData<string> Overflows =>
    [
        "Input is too long for requested model.",
        "The model returned the following errors: too many total text bytes: 10000002 > 9000000",
        "The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.",
        "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 9000",
        "This model's maximum context length is 131072 tokens. Please reduce the length of the prompt",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 195000 + 8192 > 200000, decrease input length or `max_tokens` and try again",
    ];

    [Fact]
    public void ErrorKinds_EachOfThem_HasStatusAndType() => Assert.All(Enum.GetValues<GatewayErrorKind>(), static kind =>
    {
        (int status, string type, string? code) = OpenAIErrorWriter.Of(kind);
        Assert.InRange(status, 400, 504);
        Assert.NotEmpty(type);
        Assert.NotEqual("", code);
    });

    [Fact]
    public async Task Row44_NoKeyOrAWrongOne_IsTheSame401()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys());
        var bodies = new HashSet<string>();
        foreach ((string, string)[] headers in ((string, string)[][])[[], [("Authorization", "Bearer " + Sample.OtherKey)], [("Authorization", "Bearer sk-x")], [("api-key", "nobody")]])
        {
            using HttpResponseMessage response = await gateway.CallAsync(Body(), headers);
            JsonElement error = await AssertShapeAsync(response);
            Assert.Equal(401, (int)response.StatusCode);
            Assert.Equal("invalid_api_key", error.GetProperty("code").GetString());
            bodies.Add(error.GetRawText());
        }

        Assert.Single(bodies);
        using HttpResponseMessage allowed = await gateway.CallAsync(Body(), ("Authorization", "Bearer " + Sample.Key));
        Assert.Equal(200, (int)allowed.StatusCode);
    }

    [Fact]
    public async Task Model_ForbiddenForTheKey_Is403()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys(",\"models\":[\"amazon.*\"]"));
        using HttpResponseMessage response = await gateway.CallAsync(Body(), ("Authorization", "Bearer " + Sample.Key));
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("model_not_allowed", (await AssertShapeAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("../guardrail/x/apply")]
    [InlineData("a.b\\r\\nX-Evil: 1")]
    public async Task Rows42And43_UnknownOrTravellingModel_Is404(string model)
    {
        var upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        using HttpResponseMessage response = await gateway.CallAsync(Body(model: model));
        JsonElement error = await AssertShapeAsync(response);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(("model_not_found", "model"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("POST", "/v1/nothing", 404, "unknown_url")]
    public async Task Path_Wrong_IsInTheDialectsShape(string method, string path, int status, string code)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await AssertShapeAsync(response)).GetProperty("code").GetString());
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "row 37, empty", "" },
        { "row 37, no JSON", "hello" },
        { "row 37, cut short", "{\"model\":\"x\"" },
        { "row 37, more behind it", Body() + "x" },
        { "row 37, array", "[]" },
        { "row 37, number", "1e400" },
        { "row 38, deep", "{\"x\":" + new string('[', 100_000) },
        { "row 38, deep and whole", "{\"x\":" + new string('[', 1000) + new string(']', 1000) + "," + Body()[1..] },
        { "row 39, lone surrogate in a text", Body("\"user\":\"\\ud800\"") },
        { "row 39, lone surrogate in a name", Body("\"\\udc00\":1") },
        { "row 39, lone surrogate in a name far below", Body("\"metadata\":{\"\\ud834\":\"x\"}") },
        { "row 39, lone surrogate in a schema", Body("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"\\udfff\":1}}}]") },
        { "row 39, lone surrogate in the model", Body(model: "\\ud800") },
        { "row 39, NUL raw", Body("\"user\":\"a\0b\"") },
        { "row 39, BOM", "\uFEFF" + Body() },
        { "row 40, model twice", Body("\"model\":\"amazon.nova-lite-v1:0\"") },
        { "row 40, model twice by an escape", Body("\"mod\\u0065l\":\"amazon.nova-lite-v1:0\"") },
        { "row 40, role twice", "{\"model\":\"" + Claude + "\",\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"x\"}]}" },
        { "row 41, messages", "{\"model\":\"" + Claude + "\",\"messages\":[" + string.Concat(Enumerable.Repeat("{\"role\":\"user\",\"content\":\"x\"},", 100_000)) + "{\"role\":\"user\",\"content\":\"x\"}]}" },
        { "row 41, tools", Body("\"tools\":[" + string.Join(',', Enumerable.Repeat("{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", 10_000)) + "]") },
        { "no model", "{" + Hello + "}" },
        { "model of a wrong type", "{\"model\":[]," + Hello + "}" },
        { "no messages", "{\"model\":\"" + Claude + "\"}" },
        { "messages null", "{\"model\":\"" + Claude + "\",\"messages\":null}" },
        { "messages of a wrong type", "{\"model\":\"" + Claude + "\",\"messages\":\"x\"}" },
    };

    /// <summary>Rows 37 to 41: never a 5xx, and nothing goes upstream.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Rows37To41_BadBody_Is400InItsShape(string what, string body)
    {
        var upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        using HttpResponseMessage response = await gateway.CallAsync(body);

        Assert.True((int)response.StatusCode == 400, $"{what}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        Assert.Equal("invalid_request_error", (await AssertShapeAsync(response)).GetProperty("type").GetString());
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Row39_BadUtf8_Is400()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        byte[] body = Encoding.UTF8.GetBytes(Body("\"user\":\"?\""));
        body[Array.LastIndexOf(body, (byte)'?')] = 0xC3;
        using HttpResponseMessage response = await gateway.CallAsync(body);
        Assert.Equal(400, (int)response.StatusCode);
        await AssertShapeAsync(response);
    }

    /// <summary>Members that are deep, but not too deep, are passed on whole: a second look at them must not be narrower than the first.</summary>
    [Fact]
    public async Task Row38_DeepFieldsWithinTheLimit_ArePassedOn()
    {
        var upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        string deep = new string('[', 110) + new string(']', 110);
        using HttpResponseMessage response = await gateway.CallAsync(Body("\"bedrock\":{\"additionalModelRequestFields\":{\"a\":" + deep + ",\"b\":1}}"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(deep, Assert.Single(upstream.Requests).AdditionalModelRequestFields!.Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row36_TooLong_Is413()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), "{\"server\":{\"maxRequestBodyBytes\":2048}}");
        using HttpResponseMessage response = await gateway.CallAsync(Body("\"user\":\"" + new string('x', 4000) + "\""));
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("request_too_large", (await AssertShapeAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task S38_Compressed_Is415(string encoding)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ChatCalling.Path, UriKind.Relative)) { Content = new ByteArrayContent([1, 2, 3]) };
        request.Content.Headers.ContentEncoding.Add(encoding);
        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal(415, (int)response.StatusCode);
        await AssertShapeAsync(response);
    }

    /// <summary>Bodies mutated at random: never a 5xx, never anything but JSON in the dialect's shape.</summary>
    [Fact]
    public async Task Body_MutatedAtRandom_NeverFailsTheGateway()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        byte[] good = Encoding.UTF8.GetBytes(Body("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}],\"stop\":[\"a\"],\"temperature\":0.5,\"response_format\":{\"type\":\"text\"},\"metadata\":{\"a\":\"\\u00e4\"},\"bedrock\":{\"additionalModelRequestFields\":{\"k\":1}}"));
        byte[][] dictionary = [.. ((string[])["null", "\\ud800", "1e400", "-1", "[", "{", "\"", "{}", "[]", "\\", "true", "data:image/png;base64,"]).Select(Encoding.UTF8.GetBytes)];
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            List<byte> body = [.. good];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(body.Count);
                switch (random.Next(3))
                {
                    case 0:
                        body[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        body.RemoveRange(at, Math.Min(random.Next(1, 8), body.Count - at));
                        break;
                    default:
                        body.InsertRange(at, dictionary[random.Next(dictionary.Length)]);
                        break;
                }
            }

            using HttpResponseMessage response = await gateway.CallAsync([.. body]);
            Assert.True((int)response.StatusCode is 200 or (>= 400 and < 500), $"seed {seed}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task<JsonElement> AssertShapeAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
        JsonElement error = ChatTranscript.OfAnswer(await response.Content.ReadAsStringAsync()).Error!.Value;
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(static member => member.Name));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return error;
    }
}
