using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Tests.Explain;
using Outcrop.Bedrock.Tests.Rules;
using Outcrop.Bedrock.Tests.Surfaces;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>A client goes by the catalogue it was given, on every path, and by no other.</summary>
public sealed class CatalogObedienceTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Claude = """{"type":"message","role":"assistant","content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""";

    /// <summary>The catalogue that ships says the opposite of each: 4096 tokens, prefill taken, both sampling parameters at once.</summary>
    [Theory]
    [InlineData(BedrockApi.Converse, "/converse", "maxTokens", RuleServer.Answer)]
    [InlineData(BedrockApi.InvokeModel, "/invoke", "max_tokens", Claude)]
    [InlineData(BedrockApi.AnthropicMessages, "/anthropic/v1/messages", "max_tokens", Claude)]
    public async Task Rules_OfTheClientsCatalogue_HoldOnEveryPath(BedrockApi api, string path, string limit, string answer)
    {
        using var handler = new SurfaceHandler(answer);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.Catalog = With("\"maxOutput\":77,\"rules\":{\"prefill\":false,\"temperatureWithTopP\":false}");
            options.ApiByModel[Model] = api;
        });
        ConverseRequest request = Question();
        request.Messages.Add(new Message(ConversationRole.Assistant, "So"));
        request.InferenceConfig = new InferenceConfiguration { Temperature = 0.5, TopP = 0.9 };

        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);

        (_, string uri, _, _, string body) = Assert.Single(handler.Requests);
        Assert.EndsWith(path, uri, StringComparison.Ordinal);
        Assert.Equal(["inferenceConfig.topP", "messages[1]"], response.Dropped.Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Contains($"\"{limit}\":77", body, StringComparison.Ordinal);
        Assert.DoesNotContain("So", body, StringComparison.Ordinal);
    }

    /// <summary>A body that must have a limit gets one under the catalogue's maximum, also where the client is told to send none unasked.</summary>
    [Theory]
    [InlineData(BedrockApi.Converse, "", RuleServer.Answer)]
    [InlineData(BedrockApi.InvokeModel, "\"max_tokens\":77", Claude)]
    [InlineData(BedrockApi.AnthropicMessages, "\"max_tokens\":77", Claude)]
    public async Task Limit_WhereNoneIsToBeSent_GoesOutOnlyWhereTheBodyNeedsIt(BedrockApi api, string expected, string answer)
    {
        using var handler = new SurfaceHandler(answer);
        using BedrockClient client = handler.CreateClient(options =>
        {
            options.Catalog = With("\"maxOutput\":77");
            options.DefaultMaxTokens = null;
            options.ApiByModel[Model] = api;
        });

        await client.ConverseAsync(Question(), TestContext.Current.CancellationToken);

        string body = Assert.Single(handler.Requests).Body;
        Assert.Equal(expected.Length > 0, body.Contains("max", StringComparison.Ordinal));
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"converse\":false", "/invoke", Claude)]
    [InlineData("\"system\":false", "/invoke", Claude)]
    [InlineData("\"system\":true", "/converse", RuleServer.Answer)]
    public async Task Api_OfAModelLeftToItself_IsTheCataloguesChoice(string row, string path, string answer)
    {
        using var handler = new SurfaceHandler(answer);
        using BedrockClient client = handler.CreateClient(options => options.Catalog = With(row));
        ConverseRequest request = Question();
        request.System.Add(new TextBlock("s"));

        await client.ConverseAsync(request, TestContext.Current.CancellationToken);

        Assert.EndsWith(path, Assert.Single(handler.Requests).Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_UnderTheClientsCatalogue_TellsWhatItSays()
    {
        using BedrockClient client = ExplainHost.Client(options => options.Catalog = With("\"converse\":false,\"maxOutput\":77"));

        Outcrop.Bedrock.Explain.ExplainedRequest explained = await client.ExplainAsync(Question(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(BedrockApi.InvokeModel, explained.Api);
        using JsonDocument body = JsonDocument.Parse(explained.Body);
        Assert.Equal(77, body.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.Equal(77, client.Catalog.Find(Model)!.MaxOutput);
    }

    private static ModelCatalog With(string members) =>
        ModelCatalog.Default.With(ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes($$"""{"models":[{"id":"{{Model}}",{{members}}}]}""")));

    private static ConverseRequest Question() => new() { ModelId = Model, Messages = { new Message(ConversationRole.User, "hi") } };
}
