using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Extensions.AI.Tests.Support;

namespace Outcrop.Extensions.AI.Tests.Chat;

/// <summary>The chat client goes by the catalogue of the client it is made of.</summary>
public sealed class CatalogTests
{
    /// <summary>Columns: what the catalogue says of a model that by the shipped one reasons by budget, and the fields that effort becomes.</summary>
    [Theory]
    [InlineData("\"reasoning\":true", """{"thinking":{"type":"enabled","budget_tokens":16384}}""")]
    [InlineData("\"reasoning\":false", null)]
    [InlineData("\"rules\":{\"sampling\":false,\"reasoning\":{\"supported\":true,\"shape\":\"thinking\",\"place\":\"/thinking\",\"effortPlace\":\"/output_config/effort\",\"kinds\":[\"adaptive\"],\"refused\":[\"enabled\"]}}", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    public async Task Reasoning_UnderTheClientsCatalogue_IsToldAsItSays(string row, string? expected)
    {
        using var bedrock = new Answering();
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Region = "us-east-1",
            Credentials = { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
            HttpMessageHandler = bedrock,
            Catalog = ModelCatalog.Default.With(ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes($$"""{"models":[{"id":"anthropic.claude-sonnet-4-20250514-v1:0",{{row}}}]}"""))),
        });
        using IChatClient chat = client.AsIChatClient(EmulatedBedrock.Claude);

        ChatResponse answer = await chat.GetResponseAsync("q", new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High } }, TestContext.Current.CancellationToken);

        Assert.Equal("ok", answer.Text);
        using JsonDocument body = JsonDocument.Parse(bedrock.Body);
        Assert.Equal(expected, body.RootElement.TryGetProperty("additionalModelRequestFields", out JsonElement fields) ? fields.GetRawText() : null);
    }

    private sealed class Answering : HttpMessageHandler
    {
        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            const string Answer = """{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""";
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer, Encoding.UTF8, "application/json") };
        }
    }
}
