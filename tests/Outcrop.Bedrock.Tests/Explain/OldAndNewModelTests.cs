using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>One request with <c>temperature</c>, <c>top_p</c>, a prefill and an unknown vendor field, for models of different ages: each has its own dispositions.</summary>
public sealed class OldAndNewModelTests
{
    private const string Temperature = "inferenceConfig.temperature";
    private const string TopP = "inferenceConfig.topP";
    private const string Prefill = "messages[1]";
    private const string Vendor = "additionalModelRequestFields.vendor_field";

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", BedrockApi.Auto, "inferenceConfig.temperature", "inferenceConfig.topP", "messages[1]", "additionalModelRequestFields.vendor_field")]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", BedrockApi.InvokeModel, "temperature", "top_p", "messages[]", "vendor_field")]
    [InlineData("amazon.nova-pro-v1:0", BedrockApi.Auto, "inferenceConfig.temperature", "inferenceConfig.topP", "messages[1]", "additionalModelRequestFields.vendor_field")]
    [InlineData("meta.llama3-8b-instruct-v1:0", BedrockApi.InvokeModel, "temperature", "top_p", "prompt", "vendor_field")]
    [InlineData("meta.llama3-8b-instruct-v1:0", BedrockApi.Auto, "inferenceConfig.temperature", "inferenceConfig.topP", "messages[1]", "additionalModelRequestFields.vendor_field")]
    public async Task Explain_OldClaudeNovaOrLlama_MapsAllFour(string model, BedrockApi api, params string[] targets)
    {
        ExplainedRequest explained = await ExplainAsync(model, api);
        Assert.False(explained.IsRefused);
        Assert.Equal(
            targets.Select(target => (DispositionKind.Mapped, (string?)target)),
            ((string[])[Temperature, TopP, Prefill, Vendor]).Select(name => Told(explained, name)).Select(told => (told.Kind, told.Target)));
    }

    /// <summary>Claude from 4.1 to 4.6 takes either of the two.</summary>
    [Fact]
    public async Task Explain_ClaudeSonnet45_DropsTopPBesideTemperature()
    {
        ExplainedRequest explained = await ExplainAsync("us.anthropic.claude-sonnet-4-5-20250929-v1:0", BedrockApi.Auto);
        Assert.Equal(DispositionKind.Mapped, Told(explained, Temperature).Kind);
        Assert.Equal(DispositionKind.Dropped, Told(explained, TopP).Kind);
    }

    [Theory]
    [InlineData(BedrockApi.Auto)]
    [InlineData(BedrockApi.InvokeModel)]
    public async Task Explain_NewestClaude_DropsBothAndSendsNoPrefill(BedrockApi api)
    {
        ModelInfo newest = ModelCatalog.Default.Models.Where(model => model.Id.StartsWith("anthropic.claude", StringComparison.Ordinal) && model.Surface != "mantle").MaxBy(model => model.Released)!;
        ExplainedRequest explained = await ExplainAsync(newest.Id, api);
        Assert.Equal(DispositionKind.Dropped, Told(explained, Temperature).Kind);
        Assert.Equal(DispositionKind.Dropped, Told(explained, TopP).Kind);
        Assert.NotEqual(DispositionKind.Mapped, Told(explained, Prefill).Kind);
        Assert.Equal(DispositionKind.Mapped, Told(explained, Vendor).Kind);
    }

    private static ParameterDisposition Told(ExplainedRequest explained, string name) => Assert.Single(explained.Dispositions, told => told.Name == name);

    private static async Task<ExplainedRequest> ExplainAsync(string model, BedrockApi api)
    {
        using BedrockClient client = ExplainHost.Client();
        return await client.ExplainAsync(
            new ConverseRequest
            {
                ModelId = model,
                Messages = { new Message(ConversationRole.User, "Question"), new Message(ConversationRole.Assistant, "The answer is") },
                InferenceConfig = new InferenceConfiguration { Temperature = 0.5, TopP = 0.9 },
                AdditionalModelRequestFields = RawJson.Parse("""{"vendor_field":1}"""),
            },
            api,
            cancellationToken: TestContext.Current.CancellationToken);
    }
}
