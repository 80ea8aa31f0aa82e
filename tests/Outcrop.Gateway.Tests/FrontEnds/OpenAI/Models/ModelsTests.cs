using System.Net;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Models;

public class ModelsTests
{
    private const string Closed =
        """
        {"models":{"aliases":{"gpt-4o":"amazon.nova-pro-v1:0","gpt-*":"amazon.nova-lite-v1:0"}},
         "generator":{"default_provider":"bedrock","providers":{"bedrock":{"client_class":"BedrockClient","default_model":"amazon.nova-lite-v1:0","supportsCustomModel":false,"models":{"amazon.nova-lite-v1:0":{},"amazon.nova-pro-v1:0":{}}}}}
        """;

    [Fact]
    public async Task List_HoldsAliasesConfiguredModelsAndTheCatalogue()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"models":{"aliases":{"gpt-4o":"amazon.nova-pro-v1:0","gpt-*":"amazon.nova-lite-v1:0"} } }""");
        JsonElement body = (await GetAsync(gateway, "/v1/models")).Good;
        Assert.Equal("list", body.GetProperty("object").GetString());
        JsonElement[] models = [.. body.GetProperty("data").EnumerateArray()];
        string[] ids = [.. models.Select(static model => model.GetProperty("id").GetString()!)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal("gpt-4o", ids[0]);
        Assert.DoesNotContain("gpt-*", ids);
        Assert.Contains("us.anthropic.claude-sonnet-4-5-20250929-v1:0", ids);
        Assert.Contains("cohere.embed-english-v3", ids);
        foreach (ModelInfo model in ModelCatalog.Default.Models)
        {
            if (model.Lifecycle is not { Status: "eol" })
            {
                Assert.Contains(model.Id, ids);
                Assert.All(model.Profiles, profile => Assert.Contains($"{profile.Prefix}.{model.Id}", ids));
            }
        }

        Assert.All(models, static model =>
        {
            Assert.Equal("model", model.GetProperty("object").GetString());
            Assert.True(model.GetProperty("created").GetInt64() >= 0);
            Assert.NotEmpty(model.GetProperty("owned_by").GetString()!);
        });
        Assert.Equal("amazon", models[0].GetProperty("owned_by").GetString());
        Assert.Equal(body.GetRawText(), (await GetAsync(gateway, "/openai/v1/models")).Good.GetRawText());
    }

    [Fact]
    public async Task List_OfAProviderThatTakesNoOthers_EndsThere()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Closed + "}");
        JsonElement body = (await GetAsync(gateway, "/v1/models")).Good;
        Assert.Equal(["gpt-4o", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"], body.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()));
        (await GetAsync(gateway, "/v1/models/amazon.nova-micro-v1:0")).Refused(404, "model", "model_not_found");
    }

    /// <summary>A key sees what it may use; what it may not use looks as if it were not there.</summary>
    [Fact]
    public async Task Key_SeesWhatItMayUseAndNothingElse()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            FakeUpstream.Saying("never"), Sample.WithKeys(""","models":["amazon.nova-pro*","cohere.*"]""").TrimEnd()[..^1] + ""","models":{"aliases":{"big":"amazon.nova-pro-v1:0","small":"amazon.nova-micro-v1:0"} } }""");
        JsonElement body = (await GetAsync(gateway, "/v1/models", ("Authorization", "Bearer " + Sample.Key))).Good;
        string[] ids = [.. body.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()!)];
        Assert.Equal("big", ids[0]);
        Assert.All(ids.Skip(1), static id => Assert.True(id.StartsWith("amazon.nova-pro", StringComparison.Ordinal) || id.StartsWith("cohere.", StringComparison.Ordinal), id));
        Assert.Equal("big", (await GetAsync(gateway, "/v1/models/big", ("x-api-key", Sample.Key))).Good.GetProperty("id").GetString());
        string hidden = (await GetAsync(gateway, "/v1/models/small", ("x-api-key", Sample.Key))).Refused(404, "model", "model_not_found");
        string absent = (await GetAsync(gateway, "/v1/models/small2", ("x-api-key", Sample.Key))).Refused(404, "model", "model_not_found");
        Assert.Equal(hidden.Replace("small", "X"), absent.Replace("small2", "X"));
        (await GetAsync(gateway, "/v1/models")).Refused(401, null, "invalid_api_key");
    }

    /// <summary>Acceptance rows 15 and 16: colons, slashes and ARNs, encoded or not, and every region prefix.</summary>
    [Theory]
    [InlineData("amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0")]
    [InlineData("amazon.nova-lite-v1%3A0", "amazon.nova-lite-v1:0")]
    [InlineData("eu.amazon.nova-lite-v1:0", "eu.amazon.nova-lite-v1:0")]
    [InlineData("jp.anthropic.claude-sonnet-4-5-20250929-v1:0", "jp.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0")]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123")]
    [InlineData("bedrock/amazon.nova-lite-v1:0", "bedrock/amazon.nova-lite-v1:0")]
    [InlineData("bedrock%2famazon.nova-lite-v1:0", "bedrock/amazon.nova-lite-v1:0")]
    [InlineData("amazon.nova-canvas-v1:0", "amazon.nova-canvas-v1:0")]
    public async Task Row15And16_Get_FindsTheModelByAnyName(string path, string id)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"models":{"aliases":{"bedrock/*":"*"} } }""");
        JsonElement model = (await GetAsync(gateway, "/v1/models/" + path)).Good;
        Assert.Equal(id, model.GetProperty("id").GetString());
        Assert.Equal("model", model.GetProperty("object").GetString());
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("anthropic.claude-nobody-v1:0")]
    [InlineData("../models")]
    [InlineData("%2e%2e%2fmodels")]
    [InlineData("a%0d%0ab")]
    [InlineData("amazon.nova-lite-v1:0%00")]
    public async Task Get_OfWhatIsNone_Is404(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using System.Net.Sockets.Socket socket = await gateway.ConnectAsync($"GET /v1/models/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        byte[] buffer = new byte[4000];
        string answer = System.Text.Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));

        // The server itself folds dots and refuses the zero byte; neither may find a model.
        Assert.True(answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal) || path == "../models", answer);
        Assert.DoesNotContain("\"owned_by\":\"", path == "../models" ? "" : answer);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/amazon.nova-lite-v1:0")]
    public async Task Head_HasTheHeadersOfGetAndNoBody(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        using HttpResponseMessage get = await gateway.GetAsync(path);
        using HttpResponseMessage head = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal("", await head.Content.ReadAsStringAsync());
    }

    /// <summary>The catalogue's day of release is the time of creation, and what it knows stands beside.</summary>
    [Fact]
    public async Task Get_TellsWhatTheCatalogueKnows()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        ModelInfo known = ModelCatalog.Default.Models.First(static model => model is { Released: not null, Context: not null, Lifecycle: not { Status: "eol" } });
        JsonElement model = (await GetAsync(gateway, "/v1/models/" + known.Id)).Good;
        Assert.Equal(known.Released, DateTimeOffset.FromUnixTimeSeconds(model.GetProperty("created").GetInt64()).ToString("yyyy-MM-dd"));
        Assert.Equal(known.Provider, model.GetProperty("owned_by").GetString());
        Assert.Equal(known.Context, model.GetProperty("bedrock").GetProperty("context").GetInt32());
    }

    private static async Task<JsonAnswer> GetAsync(RunningGateway gateway, string path, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await gateway.GetAsync(path, headers);
        return await JsonAnswer.ReadAsync(response);
    }
}
