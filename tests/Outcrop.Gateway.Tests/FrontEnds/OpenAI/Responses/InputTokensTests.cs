using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tokens;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Counting: Bedrock's count where there is one, else a guess that says that it is one (acceptance row 20).</summary>
public class InputTokensTests
{
    private const string Path = "/v1/responses/input_tokens";
    private const string Claude = "us.anthropic.claude-sonnet-4-20250514-v1:0";

    [Fact]
    public async Task Row20_ModelThatBedrockCountsFor_HasBedrocksCount()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();

        JsonAnswer answer = await pair.PostAsync(Path, Body(Claude));

        Assert.Equal("response.input_tokens", answer.Good.GetProperty("object").GetString());
        Assert.True(answer.Good.GetProperty("input_tokens").GetInt32() > 0);
        Assert.False(answer.Headers.ContainsKey("x-outcrop-token-count"));
        Assert.Equal("/model/anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens", Assert.Single(pair.Emulator.Journal).Path);
    }

    /// <summary>The first fault is recorded; the second is what an account without a permission of its own for counting gets.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Validation, "The provided model doesn't support counting tokens.")]
    [InlineData(BedrockErrorKind.AccessDenied, "User is not authorized to perform: bedrock:CountTokens")]
    public async Task Row20_BedrockDoesNotCount_IsAGuessThatSaysSo(BedrockErrorKind kind, string message)
    {
        var upstream = new FakeUpstream(static () => throw new NotSupportedException()) { Count = _ => throw new BedrockException(kind, message) };
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);

        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, Path, Body(Claude));

        Assert.InRange(answer.Good.GetProperty("input_tokens").GetInt32(), 8, 30);
        Assert.Equal("estimate", answer.Headers["x-outcrop-token-count"]);
    }

    [Fact]
    public async Task Row20_ModelThatTheCatalogueKnowsWithout_IsNotAsked()
    {
        var upstream = new FakeUpstream(static () => throw new NotSupportedException());
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);

        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, Path, Body("meta.llama3-1-8b-instruct-v1:0"));

        Assert.Equal("estimate", answer.Headers["x-outcrop-token-count"]);
        Assert.Empty(upstream.Requests);
    }

    /// <summary>What is wrong with the request, or with Bedrock, is no reason to guess.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Validation, 400)]
    [InlineData(BedrockErrorKind.Throttling, 429)]
    [InlineData(BedrockErrorKind.ServiceUnavailable, 503)]
    public async Task OtherFailures_AreErrors(BedrockErrorKind kind, int status)
    {
        var upstream = new FakeUpstream(static () => throw new NotSupportedException()) { Count = _ => throw new BedrockException(kind, "messages: roles must alternate") };
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);

        Assert.Equal(status, (await EmulatedPair.PostAsync(gateway, Path, Body(Claude))).Status);
    }

    /// <summary>The conversation that is continued counts, and what is left out is named.</summary>
    [Fact]
    public async Task Row20_PreviousResponse_CountsToo()
    {
        FakeUpstream answering = FakeUpstream.Saying("A long answer of some words.");
        var upstream = new FakeUpstream((request, token) => answering.OpenAsync(request, default, token)) { Count = static request => new CountTokensResponse { InputTokens = request.Messages.Count } };
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);

        string id = (await EmulatedPair.PostAsync(gateway, "/v1/responses", Body(Claude))).Good.GetProperty("id").GetString()!;
        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, "/openai" + Path, $$"""{"model":"{{Claude}}","input":"And then?","previous_response_id":"{{id}}","prompt_cache_key":"k"}""");

        Assert.Equal(3, answer.Good.GetProperty("input_tokens").GetInt32());
        Assert.Equal("prompt_cache_key", answer.Dropped);
    }

    private static string Body(string model) => $$"""{"model":"{{model}}","input":"Name three minerals, please."}""";
}
