using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Tests.Transport;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>The rules with the catalogue that ships, over the wire: one request, as every client sends it, to old and new models.</summary>
public sealed class CatalogRuleTests
{
    private const string Body = """{"messages":[{"role":"user","content":[{"text":"hi"}]},{"role":"assistant","content":[{"text":"{"}]}],"inferenceConfig":{"temperature":0.5,"topP":0.9},"additionalModelRequestFields":{"my_field":1}}""";

    [Theory]
    [InlineData("Row10", "anthropic.claude-3-haiku-20240307-v1:0", "")]
    [InlineData("Row10", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "inferenceConfig.topP")]
    [InlineData("Row11And12", "us.anthropic.claude-opus-4-8", "inferenceConfig.temperature, inferenceConfig.topP, messages[1]")]
    [InlineData("Row16", "nz.anthropic.claude-opus-4-8", "inferenceConfig.temperature, inferenceConfig.topP, messages[1]")]
    [InlineData("Row11And12", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-8", "inferenceConfig.temperature, inferenceConfig.topP, messages[1]")]
    public async Task Rows10To12_OneRequest_FitsEachModel(string row, string model, string dropped)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, RuleServer.Answer));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        ConverseRequest request = ConverseRequest.FromJson(RawJson.Parse(Body), model);
        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        string names = string.Join(", ", response.Dropped.Select(static one => one.Name).Order(StringComparer.Ordinal));
        Assert.True(dropped == names, $"{row}: {names}");
        string sent = RuleServer.Body(Assert.Single(server.Requests));
        Assert.Contains("\"my_field\":1", sent);
        Assert.Contains("\"maxTokens\":4096", sent);
        Assert.Equal(Body, request.ToJson().ToString());
    }

    [Fact]
    public async Task Row15_ArnThatTellsNoModel_IsLookedUpOnlyWhenARuleDependsOnIt()
    {
        const string Arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => context.Request.Method == "GET"
            ? TransportFixture.Json(context, """{"models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-8"}]}""")
            : TransportFixture.Json(context, RuleServer.Answer));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new ConverseRequest { ModelId = Arn, Messages = { new Message(ConversationRole.User, "hi") } };
        ConverseResponse plain = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(plain.Dropped);
        Assert.Single(server.Requests);

        request.InferenceConfig = new InferenceConfiguration { Temperature = 0.5 };
        ConverseResponse sampled = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("inferenceConfig.temperature", Assert.Single(sampled.Dropped).Name);
        Assert.Equal(["POST", "GET", "POST"], server.Requests.Select(static one => one.Method));
    }

    [Fact]
    public async Task Row17_UnsignedThoughts_GoToNoClaude()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, RuleServer.Answer));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new ConverseRequest
        {
            ModelId = "us.anthropic.claude-sonnet-4-20250514-v1:0",
            Messages =
            {
                new Message(ConversationRole.User, "hi"),
                new Message(ConversationRole.Assistant, [new ReasoningBlock("unsigned"), new ReasoningBlock("", "S+/="), new RedactedReasoningBlock("QUI="), new TextBlock("a")]),
                new Message(ConversationRole.User, "and?"),
            },
        };
        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("messages[1].content[0].reasoningContent", Assert.Single(response.Dropped).Name);
        string sent = RuleServer.Body(Assert.Single(server.Requests));
        Assert.DoesNotContain("unsigned", sent);
        Assert.Contains("S+/=", sent);
        Assert.Contains("QUI=", sent);
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192}", "\"maxTokens\":12288")]
    [InlineData("us.anthropic.claude-opus-4-8", "\"thinking\":{\"type\":\"adaptive\"}", "\"effort\":\"medium\"")]
    public async Task Row11_Reasoning_IsWrittenAsTheModelTakesIt(string model, string field, string other)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, RuleServer.Answer));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new ConverseRequest
        {
            ModelId = model,
            Messages = { new Message(ConversationRole.User, "hi") },
            Reasoning = new ReasoningConfiguration { Mode = ReasoningMode.Enabled, Effort = "medium" },
        };
        await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        string sent = RuleServer.Body(Assert.Single(server.Requests));
        Assert.Contains(field, sent);
        Assert.Contains(other, sent);
    }

    /// <summary>What a word of effort becomes for a model that knows budgets only is told; so is a word that loses to a budget.</summary>
    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "high", null, "reasoning.effort: a budget of 16384 tokens: the model takes no effort", "")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "high", 2000, "", "reasoning.effort: the model takes a budget, which is set")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", null, 2000, "", "")]
    [InlineData("us.anthropic.claude-opus-4-8", "high", null, "reasoning: adaptive: the model refuses the kind enabled", "")]
    public async Task Row11_EffortThatBecomesABudget_IsReported(string model, string? effort, int? budget, string adjusted, string dropped)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, RuleServer.Answer));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new ConverseRequest
        {
            ModelId = model,
            Messages = { new Message(ConversationRole.User, "hi") },
            InferenceConfig = new InferenceConfiguration { MaxTokens = 40000 },
            Reasoning = new ReasoningConfiguration { Mode = ReasoningMode.Enabled, Effort = effort, BudgetTokens = budget },
        };

        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(adjusted, string.Join("; ", response.Adjusted.Select(static one => $"{one.Name}: {one.Change}")));
        Assert.Equal(dropped, string.Join("; ", response.Dropped.Select(static one => $"{one.Name}: {one.Reason}")));
    }
}
