using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>A model's configured parameters hold where the caller says nothing. They never take the place of what he says, and one that gives way is not told as his.</summary>
public class RouteDefaultsTests
{
    // The built-in configuration gives it a temperature; it takes that or top_p, not both.
    private const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Converse = $$"""{"bedrock":{"apiByModel":{"{{Claude}}":"converse"} } }""";
    private const string Turn = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private const string Limit = "\"max_tokens\":9,";

    /// <summary>Every dialect that makes the request anew, and the lane that does not: configuration, path, body without the model.</summary>
    public static TheoryData<string, string, string> Dialects => new()
    {
        { "{}", "/v1/chat/completions", Turn },
        { "{}", "/v1/responses", "\"input\":\"x\"" },
        { "{}", "/v1/completions", "\"prompt\":\"x\"" },
        { Converse, "/v1/messages", Limit + Turn },
        { "{}", "/v1/messages", Limit + Turn },
        { "{}", "/chat/completions/stream", Turn },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task TopP_OfTheCaller_WinsOverTheConfiguredTemperature(string configuration, string path, string body)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync(configuration);
        (int status, string? dropped) = await SendAsync(pair, path, body + ",\"top_p\":0.5");

        Assert.Equal((200, null), (status, dropped));
        Assert.Equal((null, 0.5), Sampling(pair));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Silence_OfTheCaller_LeavesTheConfiguredTemperature(string configuration, string path, string body)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync(configuration);
        (int status, string? dropped) = await SendAsync(pair, path, body);

        Assert.Equal((200, null), (status, dropped));
        Assert.Equal((0.7, null), Sampling(pair));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task TemperatureAndTopP_BothTheCallers_OneIsNamed(string configuration, string path, string body)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync(configuration);
        (int status, string? dropped) = await SendAsync(pair, path, body + ",\"temperature\":0.25,\"top_p\":0.5");

        Assert.Equal(200, status);
        Assert.Contains(dropped, (string[])["top_p", "inferenceConfig.topP"]);
        Assert.Equal((0.25, null), Sampling(pair));
    }

    /// <summary>Strict parameters refuse what the caller would lose; a default is nothing that he could mend.</summary>
    [Theory]
    [InlineData("/v1/chat/completions", Turn + ",\"reasoning_effort\":\"low\"")]
    [InlineData("/v1/responses", "\"input\":\"x\",\"reasoning\":{\"effort\":\"low\"}")]
    [InlineData("/v1/messages", "\"max_tokens\":4096," + Turn + ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}")]
    public async Task Temperature_ConfiguredButRefusedByAModelThatThinks_IsNoPartOfTheRequest(string path, string body)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync($$"""{"bedrock":{"strictParameters":true,"apiByModel":{"{{Claude}}":"converse"} } }""");
        (int status, string? dropped) = await SendAsync(pair, path, body);

        Assert.Equal((200, null), (status, dropped));
        Assert.Equal((null, null), Sampling(pair));
    }

    [Fact]
    public async Task Temperature_OfTheCallerRefusedByAModelThatThinks_IsNamed()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        (int status, string? dropped) = await SendAsync(pair, "/v1/chat/completions", Turn + ",\"temperature\":0.25,\"reasoning_effort\":\"low\"");

        Assert.Equal((200, "temperature"), (status, dropped));
    }

    [Fact]
    public async Task TopK_Zero_IsNone()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync(Converse);
        (int status, string? dropped) = await SendAsync(pair, "/v1/messages", Limit + Turn + ",\"top_k\":0");

        Assert.Equal((200, null), (status, dropped));
        Assert.False(pair.Sent[^1].TryGetProperty("additionalModelRequestFields", out _));
    }

    private static async Task<(int Status, string? Dropped)> SendAsync(EmulatedPair pair, string path, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent($$"""{"model":"{{Claude}}",{{body}}}""", System.Text.Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await pair.Gateway.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, response.Headers.TryGetValues("x-outcrop-dropped-params", out IEnumerable<string>? names) ? names.Single() : null);
    }

    /// <summary>Temperature and top_p as they reached Bedrock, in Converse's body or in Claude's own.</summary>
    private static (double? Temperature, double? TopP) Sampling(EmulatedPair pair)
    {
        JsonElement sent = pair.Sent[^1];
        bool converse = sent.TryGetProperty("inferenceConfig", out JsonElement place);
        return converse ? (Number(place, "temperature"), Number(place, "topP")) : (Number(sent, "temperature"), Number(sent, "top_p"));
    }

    private static double? Number(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement found) ? found.GetDouble() : null;
}
