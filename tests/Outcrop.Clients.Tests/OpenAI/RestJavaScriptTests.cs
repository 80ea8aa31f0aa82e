using System.Text.Json;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.OpenAI;

/// <summary>OpenAI's JavaScript client and LangChain's and the AI SDK's OpenAI embeddings, unmodified, against gateway and emulator: all but chat and responses.</summary>
public sealed class RestJavaScriptTests
{
    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0", 1024)]
    [InlineData("cohere.embed-english-v3", 1024)]
    public async Task Embeddings_InBothEncodings_AreEqual(string model, int dimensions)
    {
        JsonElement value = await RunAsync("embeddings", model);
        Assert.Equal([dimensions, dimensions, dimensions], value.GetProperty("dimensions").EnumerateArray().Select(static length => length.GetInt32()));
        Assert.True(value.GetProperty("equal").GetBoolean());
        Assert.Equal([0, 1, 2], value.GetProperty("indexes").EnumerateArray().Select(static index => index.GetInt32()));
        Assert.True(value.GetProperty("tokens").GetInt32() > 0);
        Assert.Equal(model, value.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Embeddings_OfLangChain_KeepTheirOrder()
    {
        JsonElement value = await RunAsync("langchain", "amazon.titan-embed-text-v2:0");
        Assert.Equal([1024, 1024, 1024], value.GetProperty("dimensions").EnumerateArray().Select(static length => length.GetInt32()));
        Assert.True(value.GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task Embeddings_OfTheAiSdk_KeepTheirOrder()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        JsonElement value = (await gateway.Client.RunAsync(new Scenario("ai-sdk-responses", "embeddings", "amazon.titan-embed-text-v2:0"))).Value;
        Assert.Equal([1024, 1024, 1024], value.GetProperty("dimensions").EnumerateArray().Select(static length => length.GetInt32()));
        Assert.True(value.GetProperty("equal").GetBoolean());
        Assert.True(value.GetProperty("tokens").GetInt32() > 0);
    }

    [Theory]
    [InlineData("amazon.nova-lite-v1:0", true)]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", true)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123", false)]
    public async Task Models_ListAndRetrieve_AreReadByTheClient(string model, bool listed)
    {
        JsonElement value = await RunAsync("models", model);
        Assert.True(value.GetProperty("count").GetInt32() > 50);
        Assert.Equal(listed, value.GetProperty("listed").GetBoolean());
        Assert.Equal(model, value.GetProperty("id").GetString());
        Assert.Equal("model", value.GetProperty("object").GetString());
    }

    [Fact]
    public async Task Model_ThatIsNone_IsTheClientsNotFoundError()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        ScenarioError error = (await gateway.Client.RunAsync(new Scenario("openai-rest", "model-missing", "gpt-4o"))).Error;
        Assert.Equal(404, error.Status);
        Assert.Contains("NotFoundError", error.Classes);
    }

    [Fact]
    public async Task Images_ComeAsPngs()
    {
        JsonElement value = await RunAsync("images", "amazon.nova-canvas-v1:0");
        Assert.Equal(2, value.GetProperty("count").GetInt32());
        Assert.True(value.GetProperty("png").GetBoolean());
    }

    [Fact]
    public async Task Moderations_AreTheGuardrails()
    {
        JsonElement value = await RunAsync("moderations", "none", "A forbidden fruit.");
        Assert.Equal([true, false], value.GetProperty("flagged").EnumerateArray().Select(static flag => flag.GetBoolean()));
        Assert.Equal(13, value.GetProperty("categories").GetInt32());
    }

    [Theory]
    [InlineData("meta.llama3-1-8b-instruct-v1:0")]
    [InlineData("amazon.nova-lite-v1:0")]
    public async Task Completions_WholeAndStreamed_SayTheSame(string model)
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz, “beryl” — and 石英 🪨.", Times = 2 });
        ScenarioResult result = await gateway.Client.RunAsync(new Scenario("openai-rest", "completions", model));
        Assert.Equal("Quartz, “beryl” — and 石英 🪨.", result.Text);
        Assert.Equal(result.Text, result.Value.GetProperty("joined").GetString());
        Assert.Equal("stop", result.Value.GetProperty("stop").GetString());
        Assert.True(result.Value.GetProperty("outputTokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Completions_StreamBreaksAfterContent_IsTheClientsError()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz." });
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz and beryl and opal.", CutAfterEvents = 4 });
        ScenarioError error = (await gateway.Client.RunAsync(new Scenario("openai-rest", "completions", "amazon.nova-lite-v1:0"))).Error;
        Assert.Equal("The model's answer broke off before it was finished.", error.Message);
        Assert.Contains("APIError", error.Classes);
    }

    [Fact]
    public async Task Rerank_ThroughTheClientsOwnPost_FindsTheDocument()
    {
        JsonElement value = await RunAsync("rerank", "cohere.rerank-v3-5:0");
        Assert.Equal(1, value.GetProperty("index").GetInt32());
        Assert.Equal(1, value.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task OpenApiDocument_FitsTheOfficialSchema()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        JsonElement value = (await gateway.Client.RunAsync(new Scenario("openapi", "validate", "none"))).Value;
        Assert.True(value.GetProperty("valid").GetBoolean(), value.GetRawText());
        Assert.Equal("3.1", value.GetProperty("version").GetString());
    }

    private static async Task<JsonElement> RunAsync(string scenario, string model, string prompt = "Name three gemstones.")
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        return (await gateway.Client.RunAsync(new Scenario("openai-rest", scenario, model, prompt))).Value;
    }
}
