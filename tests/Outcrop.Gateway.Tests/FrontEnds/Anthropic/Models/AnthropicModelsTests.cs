using System.Text.Json;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Models;

public class AnthropicModelsTests
{
    private const string Closed =
        """
        {"models":{"aliases":{"claude":"amazon.nova-pro-v1:0"}},
         "generator":{"default_provider":"bedrock","providers":{"bedrock":{"client_class":"BedrockClient","default_model":"amazon.nova-lite-v1:0","supportsCustomModel":false,"models":{"amazon.nova-lite-v1:0":{},"amazon.nova-pro-v1:0":{},"made.up-v1":{}}}}}}
        """;

    private static readonly string[] All = ["claude", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0", "made.up-v1"];

    private static readonly (string, string) Version = ("anthropic-version", "2026-10-21");

    /// <summary>One path, two dialects: the header says which.</summary>
    [Theory]
    [InlineData("/v1/models", true, true)]
    [InlineData("/v1/models", false, false)]
    [InlineData("/anthropic/v1/models", false, true)]
    [InlineData("/openai/v1/models", true, false)]
    [InlineData("/v1/models/claude", true, true)]
    [InlineData("/v1/models/claude", false, false)]
    [InlineData("/anthropic/v1/models/claude", false, true)]
    public async Task Shape_IsTheOneOfWhoAsks(string path, bool version, bool anthropic)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Closed);
        using HttpResponseMessage response = await gateway.GetAsync(path, version ? [Version] : []);
        JsonElement body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(anthropic, !body.TryGetProperty("object", out _));
        Assert.Equal(anthropic, response.Headers.Contains("request-id"));
    }

    [Theory]
    [InlineData("", 0, 4, false)]
    [InlineData("?limit=1000", 0, 4, false)]
    [InlineData("?limit=2", 0, 2, true)]
    [InlineData("?limit=2&after_id=amazon.nova-lite-v1:0", 2, 2, false)]
    [InlineData("?limit=1&after_id=claude", 1, 1, true)]
    [InlineData("?after_id=made.up-v1", 4, 0, false)]
    [InlineData("?limit=2&before_id=made.up-v1", 1, 2, true)]
    [InlineData("?before_id=amazon.nova-pro-v1:0", 0, 2, false)]
    public async Task List_IsCutIntoPages(string query, int first, int count, bool more)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Closed);
        JsonElement body = await GetAsync(gateway, "/v1/models" + query);
        string[] expected = All[first..(first + count)];
        Assert.Equal(expected, body.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()));
        Assert.Equal((more, expected.FirstOrDefault(), expected.LastOrDefault()), (body.GetProperty("has_more").GetBoolean(), body.GetProperty("first_id").GetString(), body.GetProperty("last_id").GetString()));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=x")]
    [InlineData("?after_id=nobody")]
    [InlineData("?after_id=claude&before_id=claude")]
    public async Task List_OfAPageThatIsNone_Is400(string query)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Closed);
        using HttpResponseMessage response = await gateway.GetAsync("/v1/models" + query, Version);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", MessagesTranscript.OfAnswer(await response.Content.ReadAsStringAsync()).Error!.Value.GetProperty("type").GetString());
    }

    /// <summary>Every model of the catalogue has what clients demand; what is not known is null.</summary>
    [Fact]
    public async Task Models_OfTheCatalogue_AreWhole()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"));
        JsonElement body = await GetAsync(gateway, "/v1/models?limit=1000");
        Assert.All(body.GetProperty("data").EnumerateArray(), static model =>
        {
            Assert.Equal("model", model.GetProperty("type").GetString());
            Assert.NotEmpty(model.GetProperty("display_name").GetString()!);
            Assert.True(DateTimeOffset.TryParse(model.GetProperty("created_at").GetString(), System.Globalization.CultureInfo.InvariantCulture, out _));
            Assert.Contains(model.GetProperty("lifecycle").GetString(), (string[])["active", "deprecated"]);
        });
        string[] ids = [.. body.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()!)];
        Assert.DoesNotContain("cohere.embed-english-v3", ids);
        Assert.Contains("amazon.nova-pro-v1:0", ids);
        JsonElement known = await GetAsync(gateway, "/v1/models/us.anthropic.claude-sonnet-4-5-20250929-v1:0");
        Assert.True(known.GetProperty("max_input_tokens").GetInt32() >= 200_000);
    }

    /// <summary>What a key may not use looks as if it were not there.</summary>
    [Fact]
    public async Task Key_SeesWhatItMayUseAndNothingElse()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys(",\"models\":[\"amazon.nova-lite*\"]"));
        JsonElement list = await GetAsync(gateway, "/v1/models", ("x-api-key", Sample.Key));
        Assert.Equal(["amazon.nova-lite-v1:0"], list.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()));
        foreach (string name in (string[])["amazon.nova-pro-v1:0", "nobody.knows-v1"])
        {
            using HttpResponseMessage none = await gateway.GetAsync("/v1/models/" + name, Version, ("x-api-key", Sample.Key));
            Assert.Equal(404, (int)none.StatusCode);
        }
    }

    private static async Task<JsonElement> GetAsync(RunningGateway gateway, string path, params (string, string)[] headers)
    {
        using HttpResponseMessage response = await gateway.GetAsync(path, [Version, .. headers]);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
