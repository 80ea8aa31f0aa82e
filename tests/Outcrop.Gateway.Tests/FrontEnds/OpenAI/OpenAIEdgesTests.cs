using System.Net;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI;

/// <summary>What lies at the edges of the dialect: paths and methods that are none, and the headers of limits.</summary>
public class OpenAIEdgesTests
{
    [Theory]
    [InlineData("POST", "/v1/audio/speech", 404, "unknown_url")]
    [InlineData("GET", "/v1/files", 404, "unknown_url")]
    [InlineData("GET", "/v1", 404, "unknown_url")]
    [InlineData("GET", "/v1/models//", 404, "model_not_found")]
    [InlineData("GET", "/v1/models/%2F", 404, "model_not_found")]
    [InlineData("GET", "/openai/v1/nothing", 404, "unknown_url")]
    [InlineData("POST", "/openai/deployments/x/audio/speech", 404, "unknown_url")]
    [InlineData("POST", "/openai/deployments//chat/completions", 404, "unknown_url")]
    [InlineData("GET", "/openai/deployments/x/chat/completions", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/embeddings", 405, "method_not_allowed")]
    [InlineData("POST", "/v1/models", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models/amazon.nova-lite-v1:0", 405, "method_not_allowed")]
    [InlineData("PUT", "/openai/v1/rerank", 405, "method_not_allowed")]
    public async Task PathOrMethodThatIsNone_IsSaidInOpenAIsShape(string method, string path, int status, string code)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)));
        JsonAnswer answer = await JsonAnswer.ReadAsync(response);
        answer.Refused(status, null, code);
        Assert.Equal("false", answer.Headers["x-should-retry"]);
        Assert.StartsWith("req_", answer.Headers["x-request-id"], StringComparison.Ordinal);
    }

    /// <summary>Acceptance row 30: health of embedding, reranking and <c>global.</c> models comes from real traffic, and asking for it, or for the list, calls nothing.</summary>
    [Fact]
    public async Task Row30_HealthAndLists_CallNoModel()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync(
            """
            {"generator":{"default_provider":"bedrock","providers":{"bedrock":{"client_class":"BedrockClient","default_model":"global.anthropic.claude-sonnet-4-5-20250929-v1:0","supportsCustomModel":true,
             "models":{"amazon.titan-embed-text-v2:0":{},"cohere.rerank-v3-5:0":{},"global.anthropic.claude-sonnet-4-5-20250929-v1:0":{}}}}}}
            """);
        _ = (await gateway.PostAsync("/v1/embeddings", """{"model":"amazon.titan-embed-text-v2:0","input":"a"}""")).Good;
        _ = (await gateway.PostAsync("/v1/rerank", """{"model":"cohere.rerank-v3-5:0","query":"a","documents":["a"]}""")).Good;
        foreach (string path in (string[])["/healthz", "/readyz", "/health/models", "/v1/models", "/v1/models/global.anthropic.claude-sonnet-4-5-20250929-v1:0"])
        {
            using HttpResponseMessage response = await gateway.Gateway.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (path == "/health/models")
            {
                JsonAnswer health = await JsonAnswer.ReadAsync(response);
                Assert.Equal(
                    [("amazon.titan-embed-text-v2:0", 1), ("cohere.rerank-v3-5:0", 1), ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", 0)],
                    health.Body.GetProperty("models").EnumerateArray().Select(static model => (model.GetProperty("model").GetString()!, model.GetProperty("completed").GetInt32())));
            }
        }

        Assert.Equal(2, gateway.Emulator.Journal.Count);
    }

    /// <summary>Where a key has a limit its headers say how it stands, on a refusal too; where it has none there are none.</summary>
    [Fact]
    public async Task RateLimitHeaders_ComeWhereTheKeyHasALimit()
    {
        const string Path = "/v1/chat/completions";
        const string Body = """{"model":"amazon.nova-lite-v1:0","stream":true,"messages":[{"role":"user","content":"a"}]}""";
        var finish = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("a")), FakeStream.After(finish.Task, Events.Stop()))), Sample.WithKeys(""","maxConcurrentRequests":2"""));
        using HttpResponseMessage first = await SendAsync();
        using HttpResponseMessage second = await SendAsync();
        using HttpResponseMessage third = await SendAsync();
        Assert.Equal(("2", "1", "0s"), Headers(first));
        Assert.Equal(("2", "0", "1s"), Headers(second));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(("2", "0", "1s"), Headers(third));
        finish.SetResult();

        await using RunningGateway unlimited = await RunningGateway.StartAsync(FakeUpstream.Saying("a"));
        JsonAnswer answer = await EmulatedPair.PostAsync(unlimited, "/v1/completions", """{"model":"amazon.nova-lite-v1:0","prompt":"a"}""");
        Assert.DoesNotContain(answer.Headers.Keys, static name => name.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));

        async Task<HttpResponseMessage> SendAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new StringContent(Body) };
            request.Headers.Add("x-api-key", Sample.Key);
            return await gateway.SendAsync(request);
        }

        static (string Limit, string Remaining, string Reset) Headers(HttpResponseMessage response) => (
            response.Headers.GetValues("x-ratelimit-limit-requests").Single(),
            response.Headers.GetValues("x-ratelimit-remaining-requests").Single(),
            response.Headers.GetValues("x-ratelimit-reset-requests").Single());
    }
}
