using System.Text.Json;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Gateway.Recorded;
using Outcrop.Recordings;

namespace Outcrop.Clients.Tests.Messages;

/// <summary>Every recorded stream of a chat, through the gateway, read by Anthropic's own client: Claude's chunks as they are, every other family's as they are translated.</summary>
public sealed class RecordedMessagesTests
{
    /// <summary>A message that a guardrail made begins without usage, on Bedrock as here, since Claude's own chunks are passed on as they are; Anthropic's client reads no message without.</summary>
    private const string WithoutUsage = "guardrail_invoke_blocked_stream";

    [Theory]
    [InlineData("anthropic")]
    [InlineData("anthropic-0")]
    public async Task Recordings_EveryStream_IsReadByAnthropicsOwnClient(string client)
    {
        List<(string Name, ChatExpectation Expected, JsonElement Answer)> streams = await RecordedStreams.AskAsync(client, "/", "ANTHROPIC_API_KEY");

        Assert.Contains("output_tokens", Assert.Single(streams, static stream => IsWithoutUsage(stream.Name)).Answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        RecordedStreams.AssertNoFault(streams.FindAll(static stream => !IsWithoutUsage(stream.Name)), FaultOf);
    }

    private static bool IsWithoutUsage(string name) => name.Contains(WithoutUsage, StringComparison.Ordinal);

    private static string? FaultOf(ChatExpectation expected, JsonElement answer)
    {
        string? error = answer.GetProperty("error").GetString();
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return error is null ? "a broken stream was read as an answer" : null;
        }

        if (error is not null)
        {
            return error;
        }

        Answer wanted = expected.Answer;
        string calls = string.Join(' ', answer.GetProperty("calls").EnumerateArray().Select(static call => $"{call.GetProperty("id")} {call.GetProperty("name")} {call.GetProperty("arguments")}"));
        string stop = wanted.StopReason is "guardrail_intervened" or "content_filtered" ? "refusal" : wanted.StopReason!;
        JsonElement usage = answer.GetProperty("usage");
        (int, int) tokens = (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32());
        return answer.GetProperty("text").GetString() != wanted.Text ? "another text"
            : answer.GetProperty("stop").GetString() != stop ? $"{answer.GetProperty("stop")} instead of {stop}"
            : calls != RecordedStreams.CallsOf(wanted) ? $"other calls: {calls} instead of {RecordedStreams.CallsOf(wanted)}"

            // What is expected is what Bedrock bills; a call of tools costs more than Claude's own last chunk says, and that chunk is passed on.
            : wanted.Input is not null && tokens != (wanted.Input, wanted.Output) && (tokens.Item1 != wanted.Input || wanted.ToolCalls.Count == 0) ? $"other tokens: {tokens} instead of {(wanted.Input, wanted.Output)}"
            : null;
    }
}
