using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>What goes out: host, path, signature, headers, body.</summary>
public sealed class SurfaceRequestTests
{
    /// <summary>Acceptance row 34: the signing name of bedrock-mantle has been reported both ways.</summary>
    [Theory]
    [InlineData(BedrockSurface.Runtime, BedrockApi.OpenAIChat, null, "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions", "/us-east-1/bedrock/aws4_request")]
    [InlineData(BedrockSurface.Runtime, BedrockApi.OpenAIResponses, null, "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/responses", "/us-east-1/bedrock/aws4_request")]
    [InlineData(BedrockSurface.Runtime, BedrockApi.AnthropicMessages, null, "https://bedrock-runtime.us-east-1.amazonaws.com/anthropic/v1/messages", "/us-east-1/bedrock/aws4_request")]
    [InlineData(BedrockSurface.Mantle, BedrockApi.OpenAIChat, null, "https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions", "/us-east-1/bedrock-mantle/aws4_request")]
    [InlineData(BedrockSurface.Mantle, BedrockApi.OpenAIResponses, null, "https://bedrock-mantle.us-east-1.api.aws/v1/responses", "/us-east-1/bedrock-mantle/aws4_request")]
    [InlineData(BedrockSurface.Mantle, BedrockApi.AnthropicMessages, null, "https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages", "/us-east-1/bedrock-mantle/aws4_request")]
    [InlineData(BedrockSurface.Mantle, BedrockApi.OpenAIChat, "bedrock", "https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions", "/us-east-1/bedrock/aws4_request")]
    public async Task Call_OnEachSurface_GoesToItsHostUnderItsSigningName(BedrockSurface surface, BedrockApi api, string? signingName, string uri, string scope)
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.All.Single(answer => answer.Api == api).Whole);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.SurfaceByModel["newcomer.model"] = surface;
            options.ApiByModel["newcomer.model"] = api;
            options.MantleSigningName = signingName ?? options.MantleSigningName;
        });

        ConverseResponse response = await client.ConverseAsync(Question("newcomer.model"), TestContext.Current.CancellationToken);

        Assert.Equal(SurfaceAnswers.Text, response.Text);
        Assert.Equal("r-1", response.RequestId);
        (_, string asked, string authorization, _, _) = Assert.Single(handler.Requests);
        Assert.Equal(uri, asked);
        Assert.Contains(scope, authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BedrockSurface.Runtime)]
    [InlineData(BedrockSurface.Mantle)]
    public async Task Call_WithAnApiKey_BearsItOnEachSurface(BedrockSurface surface)
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.Chat);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.Credentials = new Bedrock.Credentials.BedrockCredentialOptions { ApiKey = "bedrock-api-key-x" };
            options.SurfaceByModel["newcomer.model"] = surface;
            options.ApiByModel["newcomer.model"] = BedrockApi.OpenAIChat;
        });

        await client.ConverseAsync(Question("newcomer.model"), TestContext.Current.CancellationToken);

        Assert.Equal("Bearer bedrock-api-key-x", Assert.Single(handler.Requests).Authorization);
    }

    [Fact]
    public async Task Call_ToAnEndpointOfOnesOwn_KeepsItsPath()
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.Responses);
        using BedrockClient client = handler.CreateClient(options => options.Endpoint = new Uri("https://proxy.example/base/"));

        await client.ConverseAsync(Question("openai.gpt-5.4"), TestContext.Current.CancellationToken);

        Assert.Equal("https://proxy.example/base/openai/v1/responses", Assert.Single(handler.Requests).Uri);
    }

    [Fact]
    public async Task Call_OnMantleWithFips_IsRefusedAsConfigured()
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.Responses);
        using BedrockClient client = handler.CreateClient(options => options.UseFips = true);

        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(Question("openai.gpt-5.4"), TestContext.Current.CancellationToken));

        Assert.Equal(BedrockErrorKind.Configuration, fault.Kind);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task Responses_OfAWholeConversation_HasItsItemsInOrder()
    {
        ConverseRequest request = Conversation("openai.gpt-5.4");

        (string body, IReadOnlyList<string> dropped) = await SendAsync(request, SurfaceAnswers.Responses);

        JsonAssert.Equal(
            """
            {"model":"openai.gpt-5.4","stream":false,"service_tier":"flex","metadata":{"team":"a"},"store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"low"},
            "text":{"format":{"type":"json_schema","name":"answer","schema":{"type":"object"}}},
            "input":[{"role":"system","content":"Be brief."},
            {"role":"user","content":[{"type":"input_text","text":"Look:"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw=="},{"type":"input_file","filename":"paper.pdf","file_data":"data:application/pdf;base64,BAUG"}]},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2VjcmV0"},
            {"role":"assistant","content":"One moment."},
            {"type":"function_call","call_id":"call_1","name":"add","arguments":"{\"a\":1}"},
            {"type":"function_call","call_id":"call_2","name":"now","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_1","output":"2"},
            {"type":"function_call_output","call_id":"call_2","output":"noon"}],
            "max_output_tokens":9,
            "tools":[{"type":"function","name":"add","description":"Adds.","parameters":{"type":"object"},"strict":false}],"tool_choice":{"type":"function","name":"add"}}
            """,
            System.Text.Encoding.UTF8.GetBytes(body));

        // A rule of the catalogue names the block, the dialect's writer its message.
        string[] parts = [.. dropped.Select(static name => System.Text.RegularExpressions.Regex.Replace(name, @"(content|stopSequences)\[\d+\]", "$1")).Order(StringComparer.Ordinal)];
        Assert.Equal(["inferenceConfig.stopSequences", "inferenceConfig.temperature", "messages[0].content.cachePoint", "messages[1].content.reasoningContent", "messages[2].content.toolResult.status"], parts);
    }

    [Fact]
    public async Task Chat_WithASchemaAndEffort_SaysThemItsOwnWay()
    {
        var request = new ConverseRequest
        {
            ModelId = "openai.gpt-5.4",
            Messages = { new Message(ConversationRole.User, "Hi") },
            InferenceConfig = new InferenceConfiguration { MaxTokens = 9 },
            OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(RawJson.Parse("""{"type":"object"}"""), "out", "The answer."), Effort = "high" },
            AdditionalModelRequestFields = RawJson.Parse("""{"model":"other","seed":7}"""),
        };

        (string body, IReadOnlyList<string> dropped) = await SendAsync(request, SurfaceAnswers.Chat, options => options.ApiByModel[request.ModelId] = BedrockApi.OpenAIChat);

        JsonAssert.Equal(
            """
            {"model":"openai.gpt-5.4","stream":false,"reasoning_effort":"high","response_format":{"type":"json_schema","json_schema":{"name":"out","description":"The answer.","schema":{"type":"object"}}},
            "messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9,"seed":7}
            """,
            System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal(["additionalModelRequestFields.model"], dropped);
    }

    [Theory]
    [InlineData(BedrockSurface.Runtime, true)]
    [InlineData(BedrockSurface.Mantle, false)]
    public async Task Messages_OnEachSurface_StatesItsVersionWhereThatSurfaceWantsIt(BedrockSurface surface, bool inBody)
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.Messages);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.SurfaceByModel["anthropic.claude-haiku-4-5-20251001-v1:0"] = surface;
            options.ApiByModel["anthropic.claude-haiku-4-5-20251001-v1:0"] = BedrockApi.AnthropicMessages;
        });
        ConverseRequest request = Question("anthropic.claude-haiku-4-5-20251001-v1:0");
        request.AdditionalModelRequestFields = RawJson.Parse("""{"anthropic_beta":["context-1m-2025-08-07","x"],"top_k":5}""");

        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);

        (_, _, _, Dictionary<string, string> headers, string body) = Assert.Single(handler.Requests);
        using JsonDocument sent = JsonDocument.Parse(body);
        Assert.Equal("2023-06-01", headers["anthropic-version"]);
        Assert.Equal("context-1m-2025-08-07,x", headers["anthropic-beta"]);
        Assert.Equal(inBody, sent.RootElement.TryGetProperty("anthropic_version", out _));
        Assert.False(sent.RootElement.TryGetProperty("anthropic_beta", out _));
        Assert.Equal(5, sent.RootElement.GetProperty("top_k").GetInt32());
        Assert.Equal(inBody ? "anthropic.claude-haiku-4-5-20251001-v1:0" : "anthropic.claude-haiku-4-5", sent.RootElement.GetProperty("model").GetString());
        Assert.Empty(response.Dropped);
    }

    [Fact]
    public async Task Guardrail_OnRuntime_IsSentAsHeadersAndOnMantleNeverDropped()
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.Chat);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.ApiByModel["newcomer.runtime"] = options.ApiByModel["newcomer.mantle"] = BedrockApi.OpenAIChat;
            options.SurfaceByModel["newcomer.mantle"] = BedrockSurface.Mantle;
        });
        ConverseRequest guarded = Question("newcomer.runtime");
        guarded.GuardrailConfig = new GuardrailConfiguration("gr1", "3") { Trace = "enabled" };
        ConverseRequest refused = Question("newcomer.mantle");
        refused.GuardrailConfig = guarded.GuardrailConfig;

        await client.ConverseAsync(guarded, TestContext.Current.CancellationToken);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(refused, TestContext.Current.CancellationToken));

        Dictionary<string, string> headers = Assert.Single(handler.Requests).Headers;
        Assert.Equal(("gr1", "3", "ENABLED"), (headers["X-Amzn-Bedrock-GuardrailIdentifier"], headers["X-Amzn-Bedrock-GuardrailVersion"], headers["X-Amzn-Bedrock-Trace"]));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
    }

    [Fact]
    public async Task ListMantleModels_RecordedAnswer_GivesEveryModel()
    {
        using JsonDocument recording = JsonDocument.Parse(File.ReadAllBytes(Outcrop.Testing.SharedFolder.Require(
            "recordings", "mantle-openai", "rubyllm__providers_bedrock_mantle_signed_requests_reaches_the_mantle_endpoint_with_bedrock-mantle_credentials.json")));
        JsonElement response = recording.RootElement.GetProperty("response");
        using var handler = new SurfaceHandler(response.GetProperty("bodyText").GetString()!);
        using BedrockClient client = handler.CreateClient();

        IReadOnlyList<Bedrock.Surfaces.MantleModel> models = await client.ListMantleModelsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(response.GetProperty("bodyJson").GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()), models.Select(model => model.Id));
        Assert.All(models, model => Assert.Equal("available", model.Status));
        (string method, string uri, string authorization, _, _) = Assert.Single(handler.Requests);
        Assert.Equal(("GET", "https://bedrock-mantle.us-east-1.api.aws/v1/models"), (method, uri));
        Assert.Contains("/bedrock-mantle/aws4_request", authorization, StringComparison.Ordinal);
    }

    private static ConverseRequest Question(string model) => new() { ModelId = model, Messages = { new Message(ConversationRole.User, "Hi") } };

    private static ConverseRequest Conversation(string model) => new()
    {
        ModelId = model,
        System = { new TextBlock("Be brief.") },
        Messages =
        {
            new Message(ConversationRole.User, [new TextBlock("Look:"), new ImageBlock("png", new byte[] { 0x89, 0x50, 0x4E, 0x47 }), new DocumentBlock("paper", "pdf", new byte[] { 4, 5, 6 }), new CachePointBlock()]),
            new Message(
                ConversationRole.Assistant,
                [
                    new ReasoningBlock("hm", "rs_1|c2VjcmV0"),
                    new ReasoningBlock("another model's", "c2ln"),
                    new TextBlock("One moment."),
                    new ToolUseBlock("call_1", "add", RawJson.Parse("""{"a":1}""")),
                    new ToolUseBlock("call_2", "now", default),
                ]),
            new Message(ConversationRole.User, [new ToolResultBlock("call_1", [new JsonBlock(RawJson.Parse("2"))]), new ToolResultBlock("call_2", [new TextBlock("noon")], "error")]),
        },
        InferenceConfig = new InferenceConfiguration { MaxTokens = 9, Temperature = 0.5, StopSequences = ["END"] },
        ToolConfig = new ToolConfiguration([new ToolSpecification("add", "Adds.", RawJson.Parse("""{"type":"object"}"""))], new NamedToolChoice("add")),
        OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(RawJson.Parse("""{"type":"object"}""")) },
        ServiceTier = "flex",
        RequestMetadata = { ["team"] = "a" },
        AdditionalModelRequestFields = RawJson.Parse("""{"reasoning_effort":"low"}"""),
    };

    private static async Task<(string Body, IReadOnlyList<string> Dropped)> SendAsync(ConverseRequest request, string answer, Action<BedrockClientOptions>? change = null)
    {
        using var handler = new SurfaceHandler(answer);
        using BedrockClient client = handler.CreateClient(change);
        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        return (Assert.Single(handler.Requests).Body, [.. response.Dropped.Select(dropped => dropped.Name)]);
    }
}
