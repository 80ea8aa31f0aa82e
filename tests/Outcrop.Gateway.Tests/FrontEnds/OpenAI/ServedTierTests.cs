using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Gateway.FrontEnds.OpenAI;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI;

/// <summary>Callers reckon their costs by the tier that an answer names, so it is the one that it was served in.</summary>
public class ServedTierTests
{
    private const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    /// <summary>Claude has no tier flex, so it is left out, and told; what says nothing of a tier is served in the usual one.</summary>
    [Theory]
    [InlineData("\"flex\"")]
    [InlineData("\"scale\"")]
    [InlineData("\"auto\"")]
    [InlineData("null")]
    public async Task Tier_ThatTheModelHasNot_IsNotSaidToHaveServed(string asked)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        string members = "\"model\":\"" + Claude + "\",\"service_tier\":" + asked;
        JsonElement chat = (await pair.PostAsync("/v1/chat/completions", "{" + members + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")).Good;
        JsonElement response = (await pair.PostAsync("/v1/responses", "{" + members + ",\"input\":\"a\"}")).Good;
        using var content = new StringContent("{" + members + ",\"stream\":true,\"input\":\"a\"}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/responses", UriKind.Relative)) { Content = content };
        using HttpResponseMessage stream = await pair.Gateway.SendAsync(request);
        string events = await stream.Content.ReadAsStringAsync();

        Assert.Equal(("default", "default"), (TierOf(chat), TierOf(response)));
        string[] tiers = [.. events.Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(static line => JsonDocument.Parse(line[6..]).RootElement)
            .Where(static data => data.TryGetProperty("response", out _)).Select(static data => TierOf(data.GetProperty("response")))];
        Assert.Equal(["default", "default", "default"], tiers);
    }

    /// <summary>With commitAfter the answer begins before anybody knows what the model has.</summary>
    [Fact]
    public async Task Tier_OfAStreamThatOpensLate_IsTheOneThatServes()
    {
        var clock = new FakeTimeProvider();
        var opened = new TaskCompletionSource<ConverseEventStream>();
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream((_, token) => opened.Task.WaitAsync(token)), "{\"server\":{\"commitAfter\":5}}", timeProvider: clock);
        using var content = new StringContent("{\"model\":\"" + Claude + "\",\"service_tier\":\"flex\",\"seed\":7,\"stream\":true,\"input\":\"a\"}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/responses", UriKind.Relative)) { Content = content };
        Task<HttpResponseMessage> asking = gateway.SendAsync(request, TestContext.Current.CancellationToken);

        // The dialect's own losses are told when the headers go.
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return gateway.Log.All.Contains("seed", StringComparison.Ordinal);
        });
        opened.SetResult(new FakeStream(FakeStream.Give(Events.Text("late")), FakeStream.Give(Events.Stop())) { Dropped = [new DroppedParameter("serviceTier", "the model has none")] });
        using HttpResponseMessage response = await asking;
        string events = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"service_tier\":\"default\"", events, StringComparison.Ordinal);
        Assert.DoesNotContain("\"service_tier\":\"flex\"", events, StringComparison.Ordinal);
    }

    /// <summary>Bedrock's own word goes before what was asked for, and what was left out did not serve.</summary>
    [Theory]
    [InlineData("flex", null, null, "flex")]
    [InlineData(null, null, null, "default")]
    [InlineData("flex", "serviceTier", null, "default")]
    [InlineData("flex", "inferenceConfig.topP", null, "flex")]
    [InlineData("flex", null, "{\"type\":\"priority\"}", "priority")]
    [InlineData("flex", null, "{\"type\":null}", "flex")]
    [InlineData("flex", null, "7", "flex")]
    public void Tier_OfWhatIsKnown_IsTheOneThatServed(string? asked, string? dropped, string? told, string expected)
    {
        DroppedParameter[] left = dropped is null ? [] : [new DroppedParameter(dropped, "the model has none")];
        var members = new Dictionary<string, RawJson>();
        if (told is not null)
        {
            members["serviceTier"] = RawJson.Parse(told);
        }

        Assert.Equal(expected, ServedTier.Of(asked, left, members));
    }

    private static string TierOf(JsonElement answer) => answer.GetProperty("service_tier").GetString()!;
}
