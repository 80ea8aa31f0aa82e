using System.Text.Json;
using Outcrop.Gateway.Recorded;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Every recorded stream, as Responses, through OpenAI's own stream helper, which refuses events that do not follow from those before.</summary>
public sealed class RecordedResponsesTests
{
    [Fact]
    public async Task EveryRecordedStream_IsWhatTheClientReads()
    {
        RecordedStreams.AssertNoFault(await RecordedStreams.AskAsync("openai-responses", "/v1", "OPENAI_API_KEY"), FaultOf);
    }

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

        bool cut = expected.Answer.StopReason is not ("end_turn" or "stop_sequence" or "tool_use");
        string calls = RecordedStreams.CallsOf(expected.Answer);
        return (answer.GetProperty("text").GetString(), answer.GetProperty("calls").GetString(), answer.GetProperty("stop").GetString()) == (expected.Answer.Text, calls, cut ? "incomplete" : "completed")
            ? null
            : $"{answer} instead of {expected.Answer.Text} {calls}";
    }
}
