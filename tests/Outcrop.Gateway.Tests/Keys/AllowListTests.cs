using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Keys;

/// <summary>
/// S12: a key without a model cannot reach it, whichever endpoint, dialect and name it tries. The endpoints come from the route table: one that does not stand below fails the test until it is known
/// which model it asks for, if any.
/// </summary>
public sealed partial class AllowListTests
{
    private const string Chat = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Embedding = "amazon.titan-embed-text-v2:0";
    private const string Image = "amazon.nova-canvas-v1:0";
    private const string Rerank = "cohere.rerank-v3-5:0";

    /// <summary>What endpoints that call a model are sent, by method and path without a dialect's prefix; MODEL is the name asked for, unless it stands in the path.</summary>
    private static readonly Dictionary<string, (string Model, string Body)> Asking = new()
    {
        ["POST /chat/completions/stream"] = (Chat, """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}"""),
        ["POST /v1/chat/completions"] = (Chat, """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}"""),
        ["POST /v1/completions"] = (Chat, """{"model":"MODEL","prompt":"x"}"""),
        ["POST /v1/embeddings"] = (Embedding, """{"model":"MODEL","input":"x"}"""),
        ["POST /v1/images/generations"] = (Image, """{"model":"MODEL","prompt":"x"}"""),
        ["POST /v1/rerank"] = (Rerank, """{"model":"MODEL","query":"x","documents":["a","b"]}"""),
        ["POST /v2/rerank"] = (Rerank, """{"model":"MODEL","query":"x","documents":["a","b"]}"""),
        ["POST /v1/responses"] = (Chat, """{"model":"MODEL","input":"x"}"""),
        ["POST /v1/responses/input_tokens"] = (Chat, """{"model":"MODEL","input":"x"}"""),
        ["POST /v1/messages"] = (Chat, """{"model":"MODEL","max_tokens":10,"messages":[{"role":"user","content":"x"}]}"""),
        ["POST /model/{}/converse"] = (Chat, """{"messages":[{"role":"user","content":[{"text":"x"}]}]}"""),
        ["POST /model/{}/converse-stream"] = (Chat, """{"messages":[{"role":"user","content":[{"text":"x"}]}]}"""),
        ["POST /model/{}/invoke"] = (Chat, """{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"messages":[{"role":"user","content":"x"}]}"""),
        ["POST /model/{}/invoke-with-response-stream"] = (Chat, """{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"messages":[{"role":"user","content":"x"}]}"""),
    };

    /// <summary>Those that name a model and need not call it, even for a key that may.</summary>
    private static readonly Dictionary<string, (string Model, string Body)> Naming = new()
    {
        ["POST /v1/messages/count_tokens"] = (Chat, """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}"""),
        ["POST /model/{}/count-tokens"] = (Chat, """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"x"}]}]}}}"""),
        ["POST /async-invoke"] = (Chat, """{"modelId":"MODEL","modelInput":{},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket"}}}"""),
        ["GET /foundation-models/{}"] = (Chat, ""),
        ["GET /foundation-model-availability/{}"] = (Chat, ""),
        ["GET /inference-profiles/{}"] = (Chat, ""),
        ["GET /imported-models/{}"] = (Chat, ""),
        ["GET /custom-models/{}"] = (Chat, ""),
        ["GET /model-customization/custom-model-deployments/{}"] = (Chat, ""),
        ["GET /provisioned-model-throughput/{}"] = (Chat, ""),
        ["GET /prompt-routers/{}"] = (Chat, ""),
        ["GET /marketplace-model/endpoints/{}"] = (Chat, ""),
    };

    /// <summary>Those that call no model, and why.</summary>
    private static readonly Dictionary<string, string> AskingNothing = new()
    {
        ["POST /v1/moderations"] = "the operator's guardrail judges, whatever model is named",
        ["GET /v1/models"] = "lists what the key may use",
        ["GET /v1/models/{}"] = "tells of what the key may use",
        ["GET /models/config"] = "lists what the key may use",
        ["GET /v1/responses/{}"] = "the key's own, kept here",
        ["DELETE /v1/responses/{}"] = "the key's own, kept here",
        ["GET /v1/responses/{}/input_items"] = "the key's own, kept here",
        ["POST /guardrail/{}/version/{}/apply"] = "a guardrail, and no model",
        ["POST /guardrail-checks/invoke"] = "checks, and no model",
        ["GET /guardrails"] = "guardrails, and no model",
        ["GET /guardrails/{}"] = "a guardrail, and no model",
        ["GET /async-invoke"] = "lists invocations of what the key may use",
        ["GET /async-invoke/{}"] = "an invocation, by its own ARN",
        ["GET /foundation-models"] = "lists what the key may use",
        ["GET /inference-profiles"] = "lists what the key may use",
        ["GET /imported-models"] = "lists what the key may use",
        ["GET /custom-models"] = "lists what the key may use",
        ["GET /model-customization/custom-model-deployments"] = "lists what the key may use",
        ["GET /provisioned-model-throughputs"] = "lists what the key may use",
        ["GET /prompt-routers"] = "lists what the key may use",
        ["GET /marketplace-model/endpoints"] = "lists what the key may use",
    };

    [Fact]
    public async Task S12_KeyWithoutTheModel_ReachesItThroughNoEndpointAndNoName()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        await using RunningGateway gateway = await EmulatedGateway.StartAsync(emulator, $$"""
            {
              "keys": [
                { "id": "free", "hash": "{{ApiKeyHash.Compute(Sample.Key)}}" },
                { "id": "bound", "hash": "{{ApiKeyHash.Compute(Sample.OtherKey)}}", "models": ["amazon.nova-lite-v1:0", "us.meta.*", "anthropic.claude-3-haiku"] }
              ],
              "models": { "aliases": {
                "name-chat": "{{Chat}}", "name-embedding": "{{Embedding}}", "name-image": "{{Image}}", "name-rerank": "{{Rerank}}",
                "wild-chat-*": "{{Chat}}", "wild-embedding-*": "{{Embedding}}", "wild-image-*": "{{Image}}", "wild-rerank-*": "{{Rerank}}",
                "raw/*": "*", "amazon.nova-lite-v1:0": "{{Chat}}" } }
            }
            """);
        int asked = 0;
        foreach ((string method, string path, string known, bool takesAnything) in Endpoints(gateway))
        {
            if (AskingNothing.ContainsKey(known))
            {
                continue;
            }

            bool calls = Asking.TryGetValue(known, out (string Model, string Body) ask);
            if (!calls && !Naming.TryGetValue(known, out ask))
            {
                Assert.True(takesAnything, $"{method} {path}: say in this test what model it asks for, if any.");
                ask = (Chat, "{}");
            }

            foreach (string name in NamesOf(ask.Model))
            {
                foreach (bool encoded in (bool[])[true, false])
                {
                    using HttpResponseMessage refused = await SendAsync(gateway, method, path, ask.Body, name, Sample.OtherKey, encoded);
                    Assert.True((int)refused.StatusCode is >= 400 and < 500, $"{method} {path} with {name}: {refused.StatusCode} {await refused.Content.ReadAsStringAsync()}");
                    Assert.True(emulator.Journal.Count == 0, $"{method} {path} with {name} reached Bedrock.");
                    asked++;
                }
            }

            if (calls)
            {
                // The same request with a key that may: what is refused above is the model and nothing else.
                using HttpResponseMessage allowed = await SendAsync(gateway, method, path, ask.Body, ask.Model, Sample.Key);
                Assert.True(emulator.Journal.Count > 0, $"{method} {path} reaches Bedrock with no key: {allowed.StatusCode} {await allowed.Content.ReadAsStringAsync()}");
                emulator.Journal.Clear();
            }
        }

        Assert.True(asked > 60, $"Only {asked} requests were tried.");
    }

    /// <summary>What a key may not use it may not learn of either.</summary>
    [Fact]
    public async Task S12_KeyWithoutTheModel_SeesItNowhere()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            FakeUpstream.Saying("never"), $$"""{"keys":[{"id":"bound","hash":"{{ApiKeyHash.Compute(Sample.OtherKey)}}","models":["amazon.nova-lite-v1:0"]}],"models":{"aliases":{"secret-name":"{{Chat}}"} } }""");
        foreach ((string method, string path, string known, _) in Endpoints(gateway).Where(static endpoint => endpoint.Method == "GET" && endpoint.Known.Contains("/models", StringComparison.Ordinal)))
        {
            foreach (string name in (string[])["secret-name", Chat, "us." + Chat, "amazon.nova-pro-v1:0"])
            {
                using HttpResponseMessage answer = await SendAsync(gateway, method, path, "", name, Sample.OtherKey);
                Assert.Equal(known.EndsWith("{}", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK, answer.StatusCode);
                Assert.DoesNotContain(answer.IsSuccessStatusCode ? name : "\"id\"", await answer.Content.ReadAsStringAsync());
            }
        }
    }

    /// <summary>The last word is the pipeline's: a target that no router has asked for is refused there.</summary>
    [Fact]
    public async Task S12_FinalTarget_IsAskedForAgain()
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        var identity = new KeyIdentity("bound", new ApiKey { Id = "bound", Models = ["amazon.nova-lite-v1:0"] });
        var route = new Outcrop.Gateway.Routing.Route("bedrock", "amazon.nova-lite-v1:0", Chat, BedrockApi.Auto, new(), null, IsListed: false);
        var call = new ExchangeCall("r", "test", gateway.App.Services.GetRequiredService<GatewayState>().Configuration, identity, route);
        var pipeline = gateway.App.Services.GetRequiredService<ExchangePipeline>();
        var request = new ConverseRequest { ModelId = Chat, Messages = [] };
        foreach (Func<Task> attempt in (Func<Task>[])[() => pipeline.OpenAsync(call, request, default), () => pipeline.SendAsync(call, request, default)])
        {
            GatewayException refused = await Assert.ThrowsAsync<GatewayException>(attempt);
            Assert.Equal(GatewayErrorKind.PermissionDenied, refused.Error.Kind);
        }

        Assert.Empty(upstream.Requests);
    }

    private static IEnumerable<string> NamesOf(string model)
    {
        string kind = model switch { Chat => "chat", Embedding => "embedding", Image => "image", _ => "rerank" };
        string upper = char.ToUpperInvariant(model[0]) + model[1..];
        return
        [
            model, $"name-{kind}", $"wild-{kind}-x", $"raw/{model}", $"raw/us.{model}", "us." + model, "global." + model, upper, model.ToUpperInvariant(), model.Replace(".", "%2E"), model.Replace(":", "%3A"), model + ":48k",
            "arn:aws:bedrock:us-east-1::foundation-model/" + model, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + model,
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl", "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0/abcdefghijkl",
            "amazon.nova-lite-v1:0", $"amazon.nova-lite-v1:0/../{model}", $"{model} ", $" {model}", model + "\\u0000", "anthropic.claude-3-haiku*", "*",
        ];
    }

    private static IEnumerable<(string Method, string Path, string Known, bool TakesAnything)> Endpoints(RunningGateway gateway) =>
        from endpoint in gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<AccessMetadata>()!.Requirement == AccessRequirement.ApiKey
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        where method != "HEAD"
        let path = Parameter().Replace(endpoint.RoutePattern.RawText!, "{}")
        select (method, path, $"{method} {Azure().Replace(Prefix().Replace(path, ""), "/v1/")}", endpoint.RoutePattern.RawText!.Contains("{**", StringComparison.Ordinal));

    private static Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string method, string path, string body, string name, string key, bool encoded = true)
    {
        // What the table has as \u0000 goes into a body as it stands, and into a path percent-encoded.
        string bytes = name.Replace("\\u0000", "\0");
        string target = path.Replace("{}", encoded || path.EndsWith("/{}", StringComparison.Ordinal) ? Uri.EscapeDataString(bytes) : Uri.EscapeDataString(bytes).Replace("%2F", "/").Replace("%3A", ":"));
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(target, UriKind.Relative));
        request.Headers.Add("x-api-key", key);
        if (path.Contains("/messages", StringComparison.Ordinal))
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        if (method == "POST")
        {
            string json = body.Replace("MODEL", name);
            Assert.NotNull(JsonDocument.Parse(json));
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return gateway.SendAsync(request);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^/(openai|anthropic)(?=/v1/)")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^/openai/(deployments/\{\}/)?")]
    private static partial Regex Azure();
}
