using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.FrontEnds.Anthropic;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>Failures in Anthropic's shape: before the answer, within it, and requests that are none.</summary>
public class MessagesErrorTests
{
    public static TheoryData<BedrockErrorKind, int, string, bool> Kinds => new()
    {
        { BedrockErrorKind.Validation, 400, "invalid_request_error", false },
        { BedrockErrorKind.Conflict, 400, "invalid_request_error", false },
        { BedrockErrorKind.ResourceNotFound, 404, "not_found_error", false },
        { BedrockErrorKind.RequestTooLarge, 413, "request_too_large", false },
        { BedrockErrorKind.AccessDenied, 500, "api_error", false },
        { BedrockErrorKind.Credentials, 500, "api_error", false },
        { BedrockErrorKind.ExpiredToken, 500, "api_error", false },
        { BedrockErrorKind.Configuration, 500, "api_error", false },
        { BedrockErrorKind.Throttling, 429, "rate_limit_error", true },
        { BedrockErrorKind.ServiceQuotaExceeded, 429, "rate_limit_error", false },
        { BedrockErrorKind.ModelNotReady, 529, "overloaded_error", true },
        { BedrockErrorKind.InternalServer, 529, "overloaded_error", true },
        { BedrockErrorKind.ServiceUnavailable, 529, "overloaded_error", true },
        { BedrockErrorKind.Transport, 529, "overloaded_error", true },
        { BedrockErrorKind.ModelTimeout, 504, "timeout_error", false },
        { BedrockErrorKind.Timeout, 504, "timeout_error", false },
        { BedrockErrorKind.ModelError, 500, "api_error", false },
        { BedrockErrorKind.ModelStreamError, 500, "api_error", false },
        { BedrockErrorKind.StreamTruncated, 500, "api_error", false },
        { BedrockErrorKind.StreamCorrupted, 500, "api_error", false },
        { BedrockErrorKind.UnexpectedResponse, 500, "api_error", false },
        { BedrockErrorKind.Unknown, 500, "api_error", false },
    };

    /// <summary>Acceptance rows 2 and D10: whatever fails before the first content is a real status in this dialect's shape; what fails behind it is an event of the same type.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Row2_UpstreamFails_IsTheSameTypeBeforeContentAndWithin(BedrockErrorKind kind, int status, string type, bool retry)
    {
        var failure = new BedrockException(kind, "of arn:aws:bedrock:us-east-1:123456789012:x/y") { StatusCode = 400 };
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(failure));
        foreach (string body in (string[])[Body(), Streamed()])
        {
            using HttpResponseMessage response = await gateway.CallAsync(body);
            JsonElement error = await AssertShapeAsync(response);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(type, error.GetProperty("type").GetString());
            Assert.Equal(retry ? "true" : "false", response.Headers.GetValues("x-should-retry").Single());
            Assert.Equal((retry, retry), (response.Headers.Contains("retry-after-ms"), response.Headers.Contains("retry-after")));
            Assert.DoesNotContain("123456789012", error.GetRawText(), StringComparison.Ordinal);
        }

        await using RunningGateway breaking = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("so far")), FakeStream.Throw(failure))));
        (int begun, string text, bool whole) = await breaking.AskAsync(Streamed());
        MessagesTranscript answer = MessagesTranscript.OfStream(text);
        Assert.Equal((200, true, "so far", type), (begun, whole, answer.Answer.Text, answer.Error!.Value.GetProperty("type").GetString()));
        Assert.True(answer is { Done: false, End: null, Fault: null });
        Assert.DoesNotContain("123456789012", text, StringComparison.Ordinal);
        Assert.Equal(Kinds.Count, Enum.GetValues<BedrockErrorKind>().Length);
    }

    /// <summary>Claude Code and LangChain shorten the conversation when they read Anthropic's words for it; where only <c>max_tokens</c> is too much, its own numbers are what they read.</summary>
    [Theory]
    [InlineData("Input is too long for requested model.", "prompt is too long. The model refused the request: Input is too long for requested model.")]
    [InlineData("Input Tokens Exceeded: Number of input tokens exceeds maximum length.", "prompt is too long. The model refused the request: Input Tokens Exceeded: Number of input tokens exceeds maximum length.")]
    [InlineData("prompt is too long: 210000 tokens > 200000 maximum", "The model refused the request: prompt is too long: 210000 tokens > 200000 maximum")]
    [InlineData("input length and `max_tokens` exceed context limit: 1 + 2 > 2", "The model refused the request: input length and `max_tokens` exceed context limit: 1 + 2 > 2")]
    [InlineData("max_tokens: must be greater than 0", "The model refused the request: max_tokens: must be greater than 0")]
    public async Task Row2_ConversationTooLong_IsSaidInAnthropicsWords(string words, string expected)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new BedrockException(BedrockErrorKind.Validation, words) { StatusCode = 400 }));
        using HttpResponseMessage response = await gateway.CallAsync(Body());
        JsonElement error = await AssertShapeAsync(response);
        Assert.Equal((400, "invalid_request_error", expected), ((int)response.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public void ErrorKinds_EachOfThem_HasStatusAndType() => Assert.All(Enum.GetValues<GatewayErrorKind>(), static kind =>
    {
        (int status, string type) = AnthropicErrorWriter.Of(kind);
        Assert.InRange(status, 400, 529);
        Assert.True(type == "request_too_large" || type.EndsWith("_error", StringComparison.Ordinal), type);
    });

    /// <summary>Both generations of clients: a key in <c>x-api-key</c>, and one as a bearer.</summary>
    [Theory]
    [InlineData("x-api-key", "", "2023-06-01")]
    [InlineData("Authorization", "Bearer ", "2026-10-21")]
    public async Task Row44_Key_IsTakenOrRefusedAlike(string header, string scheme, string version)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys());
        var bodies = new HashSet<string>();
        foreach ((string, string)[] headers in ((string, string)[][])[[], [(header, scheme + Sample.OtherKey)], [(header, scheme + "sk-x")]])
        {
            using HttpResponseMessage response = await gateway.CallAsync(Body(), [.. headers, ("anthropic-version", version)]);
            JsonElement error = await AssertShapeAsync(response);
            Assert.Equal((401, "authentication_error"), ((int)response.StatusCode, error.GetProperty("type").GetString()));
            bodies.Add(error.GetRawText());
        }

        Assert.Single(bodies);
        using HttpResponseMessage allowed = await gateway.CallAsync(Body(), (header, scheme + Sample.Key), ("anthropic-version", version));
        Assert.Equal(200, (int)allowed.StatusCode);
        Assert.StartsWith("req_", allowed.Headers.GetValues("request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ForbiddenForTheKey_Is403()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), Sample.WithKeys(",\"models\":[\"anthropic.*\"]"));
        using HttpResponseMessage response = await gateway.CallAsync(Body(), ("x-api-key", Sample.Key));
        Assert.Equal((403, "permission_error"), ((int)response.StatusCode, (await AssertShapeAsync(response)).GetProperty("type").GetString()));
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

        Assert.Equal((404, "not_found_error"), ((int)response.StatusCode, (await AssertShapeAsync(response)).GetProperty("type").GetString()));
        Assert.Empty(upstream.Requests);
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
        { "row 38, deeper than a schema is", "{\"x\":" + new string('[', 200) + new string(']', 200) + "," + Body()[1..] },
        { "row 39, lone surrogate in a text", Body("\"system\":\"\\ud800\"") },
        { "row 39, lone surrogate in a name", Body("\"\\udc00\":1") },
        { "row 39, lone surrogate in a schema", Body("\"tools\":[{\"name\":\"f\",\"input_schema\":{\"\\udfff\":1}}]") },
        { "row 39, lone surrogate in the model", Body(model: "\\ud800") },
        { "row 39, NUL raw", Body("\"system\":\"a\0b\"") },
        { "row 39, BOM", "\uFEFF" + Body() },
        { "row 40, model twice", Body("\"model\":\"amazon.nova-pro-v1:0\"") },
        { "row 40, model twice by an escape", Body("\"mod\\u0065l\":\"amazon.nova-pro-v1:0\"") },
        { "row 40, role twice", "{\"model\":\"" + Nova + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"x\"}]}" },
        { "row 41, messages", "{\"model\":\"" + Nova + "\",\"max_tokens\":1,\"messages\":[" + string.Concat(Enumerable.Repeat("{\"role\":\"user\",\"content\":\"x\"},", 100_000)) + "{\"role\":\"user\",\"content\":\"x\"}]}" },
        { "row 41, tools", Body("\"tools\":[" + string.Join(',', Enumerable.Repeat("{\"name\":\"f\",\"input_schema\":{}}", 10_000)) + "]") },
        { "no model", "{\"max_tokens\":1," + Hello + "}" },
        { "model null", "{\"model\":null,\"max_tokens\":1," + Hello + "}" },
        { "model of a wrong type", "{\"model\":[],\"max_tokens\":1," + Hello + "}" },
        { "no messages", "{\"model\":\"" + Nova + "\",\"max_tokens\":1}" },
        { "messages empty", "{\"model\":\"" + Nova + "\",\"max_tokens\":1,\"messages\":[]}" },
        { "messages of a wrong type", "{\"model\":\"" + Nova + "\",\"max_tokens\":1,\"messages\":\"x\"}" },
        { "stream of a wrong type", Body("\"stream\":\"yes\"") },
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
        byte[] body = Encoding.UTF8.GetBytes(Body("\"system\":\"?\""));
        body[Array.LastIndexOf(body, (byte)'?')] = 0xC3;
        using HttpResponseMessage response = await gateway.CallAsync(body);
        Assert.Equal(400, (int)response.StatusCode);
        await AssertShapeAsync(response);
    }

    [Fact]
    public async Task Row36_TooLong_Is413()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"), "{\"server\":{\"maxRequestBodyBytes\":2048}}");
        using HttpResponseMessage response = await gateway.CallAsync(Body("\"system\":\"" + new string('x', 4000) + "\""));
        Assert.Equal((413, "request_too_large"), ((int)response.StatusCode, (await AssertShapeAsync(response)).GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task S38_Compressed_Is415(string encoding)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/messages", UriKind.Relative)) { Content = new ByteArrayContent([1, 2, 3]) };
        request.Content.Headers.ContentEncoding.Add(encoding);
        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal(415, (int)response.StatusCode);
        await AssertShapeAsync(response);
    }

    /// <summary>Bodies mutated at random: never a 5xx, never anything but JSON in the dialect's shape.</summary>
    [Theory]
    [InlineData(Nova)]
    [InlineData("amazon.titan-text-express-v1")]
    public async Task Body_MutatedAtRandom_NeverFailsTheGateway(string model)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        byte[] good = Encoding.UTF8.GetBytes(Body(
            "\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":{\"type\":\"ephemeral\",\"scope\":\"x\"}}],\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true}],\"tool_choice\":{\"type\":\"any\"},"
            + "\"stop_sequences\":[\"a\"],\"temperature\":0.5,\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\",\"x\":1},\"metadata\":{\"user_id\":\"\\u00e4\"},\"bedrock\":{\"additionalModelRequestFields\":{\"k\":1}}", model)
            .Replace("\"content\":\"Hello\"", "\"content\":[{\"type\":\"redacted_thinking\",\"data\":\"base64:x\"},{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"\"},{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":\"x\"},\"title\":\"t\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]}]", StringComparison.Ordinal));
        byte[][] dictionary = [.. ((string[])["null", "\\ud800", "1e400", "-1", "[", "{", "\"", "{}", "[]", "\\", "true", "\"type\":", "data:image/png;base64,"]).Select(Encoding.UTF8.GetBytes)];
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
        string id = response.Headers.GetValues("request-id").Single();
        Assert.Equal(id, response.Headers.GetValues("x-request-id").Single());
        string body = await response.Content.ReadAsStringAsync();
        MessagesTranscript answer = MessagesTranscript.OfAnswer(body);
        Assert.Null(answer.Fault);
        Assert.Equal(["type", "error", "request_id"], JsonDocument.Parse(body).RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Contains(id, body, StringComparison.Ordinal);
        return answer.Error!.Value;
    }
}
