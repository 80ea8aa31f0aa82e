using System.Text.Json;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI;

/// <summary>The paths of Azure's SDKs: the model in the path, a version in the query, the key in <c>api-key</c>.</summary>
public class AzurePathTests
{
    private const string Nova = "amazon.nova-lite-v1:0";
    private const string Version = "?api-version=2024-10-21";
    private const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    [Theory]
    [InlineData("deployments/amazon.nova-lite-v1:0/chat/completions", "{" + Hello + "}", Nova)]
    [InlineData("deployments/amazon.nova-lite-v1%3A0/chat/completions", "{" + Hello + "}", Nova)]
    [InlineData("deployments/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.nova-lite-v1%3A0/chat/completions", "{" + Hello + "}", "arn:aws:bedrock:us-east-1::foundation-model/" + Nova)]
    [InlineData("deployments/small/chat/completions", "{\"model\":\"small\"," + Hello + "}", "small")]
    [InlineData("deployments/small/chat/completions", "{\"model\":\"gpt-4o\"," + Hello + "}", "small")]
    [InlineData("deployments/small/chat/completions", "{\"model\":null," + Hello + "}", "small")]
    [InlineData("deployments/small/completions", "{\"prompt\":\"Hello\"}", "small")]
    [InlineData("deployments/vectors/embeddings", "{\"input\":[\"Hello\"]}", "vectors")]
    [InlineData("responses", "{\"model\":\"small\",\"input\":\"Hello\"}", "small")]
    [InlineData("v1/chat/completions", "{\"model\":\"small\"," + Hello + "}", "small")]
    public async Task Request_AsAzuresSdksSendIt_IsAnswered(string path, string body, string model)
    {
        await using EmulatedPair pair = await StartAsync();
        JsonAnswer answer = await EmulatedPair.PostAsync(pair.Gateway, $"/openai/{path}{Version}", body, ("api-key", Sample.Key));

        Assert.Equal(model, answer.Good.GetProperty("model").GetString());
        Assert.Single(pair.Sent);
    }

    [Fact]
    public async Task Stream_OfADeployment_EndsProperly()
    {
        await using EmulatedPair pair = await StartAsync();
        using var content = new StringContent("{\"stream\":true," + Hello + "}", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/openai/deployments/small/chat/completions" + Version, UriKind.Relative)) { Content = content };
        request.Headers.Add("api-key", Sample.Key);
        using HttpResponseMessage response = await pair.Gateway.SendAsync(request);

        string text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"model\":\"small\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_AreListedAsAzureListsThem()
    {
        await using EmulatedPair pair = await StartAsync();
        using HttpResponseMessage response = await pair.Gateway.GetAsync("/openai/models" + Version, ("api-key", Sample.Key));

        JsonElement list = (await JsonAnswer.ReadAsync(response)).Good;
        Assert.Contains("small", list.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()));
    }

    /// <summary>What counts is the path: a model that the key may use, named in the body, opens nothing.</summary>
    [Fact]
    public async Task Deployment_TheKeyMayNotUse_IsRefusedWhateverTheBodyNames()
    {
        await using EmulatedPair pair = await StartAsync();
        JsonAnswer refused = await EmulatedPair.PostAsync(
            pair.Gateway, "/openai/deployments/vectors/embeddings" + Version, "{\"model\":\"" + Nova + "\",\"input\":\"Hello\"}", ("api-key", Sample.OtherKey));
        JsonAnswer unknown = await EmulatedPair.PostAsync(pair.Gateway, "/openai/deployments/gpt-4o/chat/completions" + Version, "{" + Hello + "}", ("api-key", Sample.Key));

        Assert.InRange((int)refused.Status, 400, 499);
        unknown.Refused(404, "model", "model_not_found");
        Assert.Empty(pair.Sent);
    }

    private static Task<EmulatedPair> StartAsync() => EmulatedPair.StartAsync(
        $$"""
        {
          "keys": [{ "id": "free", "hash": "{{ApiKeyHash.Compute(Sample.Key)}}" }, { "id": "bound", "hash": "{{ApiKeyHash.Compute(Sample.OtherKey)}}", "models": ["{{Nova}}"] }],
          "models": { "aliases": { "small": "{{Nova}}", "vectors": "amazon.titan-embed-text-v2:0" } }
        }
        """);
}
