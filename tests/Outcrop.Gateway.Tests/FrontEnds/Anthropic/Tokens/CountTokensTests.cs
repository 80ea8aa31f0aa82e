using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tokens;
using Outcrop.Emulator;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Tokens;

/// <summary>Acceptance row 20: Bedrock's own count by the base model's id, tools and system prompt included; else a guess that says that it is one.</summary>
public class CountTokensTests
{
    private const string Path = "/v1/messages/count_tokens";

    private const string Request = "\"system\":\"Be brief.\",\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}}]," + MessagesCalling.Hello + "}";

    [Fact]
    public async Task Row20_ModelThatBedrockCounts_IsCountedByItsBaseId()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        JsonAnswer answer = await pair.PostAsync(Path, "{\"model\":\"" + MessagesCalling.Claude + "\"," + Request);

        Assert.True(answer.Good.GetProperty("input_tokens").GetInt32() > 0);
        Assert.False(answer.Headers.ContainsKey("x-outcrop-token-count"));
        EmulatorRequest sent = Assert.Single(pair.Emulator.Journal);
        Assert.EndsWith("/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens", sent.Path, StringComparison.Ordinal);
        JsonElement converse = JsonDocument.Parse(sent.BodyText).RootElement.GetProperty("input").GetProperty("converse");
        Assert.Equal("Be brief.", converse.GetProperty("system")[0].GetProperty("text").GetString());
        Assert.Equal("f", converse.GetProperty("toolConfig").GetProperty("tools")[0].GetProperty("toolSpec").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(BedrockErrorKind.Validation, true)]
    [InlineData(BedrockErrorKind.ResourceNotFound, false)]
    [InlineData(BedrockErrorKind.AccessDenied, true)]
    [InlineData(BedrockErrorKind.Throttling, false)]
    [InlineData(BedrockErrorKind.ServiceUnavailable, false)]
    public async Task Row20_ModelThatBedrockDoesNotCount_IsAGuessThatSaysSo(BedrockErrorKind kind, bool guesses)
    {
        FakeUpstream upstream = new(static () => throw new NotSupportedException()) { Count = _ => throw new BedrockException(kind, "The provided model doesn't support counting tokens.") };
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        using HttpResponseMessage response = await gateway.PostAsync(Path, "{\"model\":\"" + MessagesCalling.Claude + "\"," + Request);
        string body = await response.Content.ReadAsStringAsync();
        if (guesses)
        {
            Assert.Equal((200, "estimate"), ((int)response.StatusCode, response.Headers.GetValues("x-outcrop-token-count").Single()));
            Assert.InRange(JsonDocument.Parse(body).RootElement.GetProperty("input_tokens").GetInt32(), 5, 1000);
        }
        else
        {
            Assert.True((int)response.StatusCode is 404 or 429 or 529);
            Assert.NotNull(MessagesTranscript.OfAnswer(body).Error);
        }
    }

    /// <summary>What only Claude's own body holds is guessed as well, without asking.</summary>
    [Fact]
    public async Task Row20_ToolOfAnthropicsOwn_IsAGuess()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        JsonAnswer answer = await pair.PostAsync(Path, "{\"model\":\"" + MessagesCalling.Claude + "\",\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]," + MessagesCalling.Hello + "}");
        Assert.True(answer.Good.GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal("estimate", answer.Headers["x-outcrop-token-count"]);
    }

    /// <summary>No limit of output is asked for, and a wrong request is refused as in the call itself.</summary>
    [Fact]
    public async Task Request_Wrong_Is400()
    {
        FakeUpstream upstream = new(static () => throw new NotSupportedException()) { Count = static _ => new CountTokensResponse { InputTokens = 7 } };
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        JsonAnswer good = await EmulatedPair.PostAsync(gateway, "/anthropic" + Path, "{\"model\":\"" + MessagesCalling.Claude + "\"," + Request);
        Assert.Equal(7, good.Good.GetProperty("input_tokens").GetInt32());
        JsonAnswer bad = await EmulatedPair.PostAsync(gateway, Path, "{\"model\":\"" + MessagesCalling.Claude + "\",\"messages\":7}");
        Assert.Equal(400, bad.Status);
    }
}
