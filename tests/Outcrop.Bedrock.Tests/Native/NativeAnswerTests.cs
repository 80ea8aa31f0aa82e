using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Native;

namespace Outcrop.Bedrock.Tests.Native;

/// <summary>Tokens and stop reason of whole answers that are passed on, in every dialect's words; nothing that an answer says makes the tap fail.</summary>
public sealed class NativeAnswerTests
{
    [Theory]
    [InlineData("""{"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":5,"cacheReadInputTokens":2,"cacheWriteInputTokens":1}}""", 3, 5, 2, 1, "end_turn")]
    [InlineData("""{"stop_reason":"max_tokens","usage":{"input_tokens":3,"output_tokens":5,"cache_read_input_tokens":2,"cache_creation_input_tokens":1}}""", 3, 5, 2, 1, "max_tokens")]
    [InlineData("""{"choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}}""", 5, 5, 4, 0, "stop")]
    [InlineData("""{"status":"completed","usage":{"input_tokens":9,"output_tokens":5,"input_tokens_details":{"cached_tokens":4}}}""", 5, 5, 4, 0, "completed")]
    [InlineData("""{"usage":{"inputTokens":3,"outputTokens":5},"deep":[[[{"usage":{"inputTokens":99}}]]]}""", 3, 5, 0, 0, null)]
    public void Read_OfEachDialect_GivesUsageAndStop(string body, int input, int output, int cacheRead, int cacheWrite, string? stop)
    {
        (TokenUsage? usage, string? stopReason) = NativeAnswer.Read(Encoding.UTF8.GetBytes(body), default);

        Assert.Equal((input, output, cacheRead, cacheWrite), (usage!.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheWriteInputTokens));
        Assert.Equal(stop, stopReason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[1]")]
    [InlineData("{\"usage\":7,\"choices\":{},\"stopReason\":[]}")]
    [InlineData("{\"usage\":{\"inputTokens\":\"many\",\"outputTokens\":{}},\"choices\":[1,[]]}")]
    [InlineData("{\"usage\":{\"inputTokens\":1")]
    public void Read_OfAnythingElse_TakesTheCountsOfTheHeaders(string body)
    {
        (TokenUsage? usage, _) = NativeAnswer.Read(Encoding.UTF8.GetBytes(body), new InvokeModelHeaders(11, 7, null, null, null));

        Assert.Equal((11, 7), (usage!.InputTokens, usage.OutputTokens));
    }
}
