using System.Text.Json;
using Outcrop.Gateway.Recorded;
using Outcrop.Recordings;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Every recorded stream of a chat, through the gateway, read by OpenAI's own parser.</summary>
public sealed class RecordedChatTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("openai-6")]
    public async Task Recordings_EveryStream_IsReadByOpenAIsOwnParser(string client)
    {
        RecordedStreams.AssertNoFault(await RecordedStreams.AskAsync(client, "/v1", "OPENAI_API_KEY"), FaultOf);
    }

    private static string? FaultOf(ChatExpectation expected, JsonElement answer)
    {
        bool failed = answer.GetProperty("error").ValueKind == JsonValueKind.String;
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return failed && answer.GetProperty("stop").ValueKind == JsonValueKind.Null ? null : "a broken stream was read as an answer";
        }

        if (failed)
        {
            return answer.GetProperty("error").GetString();
        }

        Answer wanted = expected.Answer;
        string calls = string.Join(' ', answer.GetProperty("calls").EnumerateArray().Select(static call => $"{call.GetProperty("id")} {call.GetProperty("name")} {call.GetProperty("arguments")}"));
        string wantedCalls = RecordedStreams.CallsOf(wanted);
        JsonElement usage = answer.GetProperty("usage");
        int? prompt = usage.ValueKind == JsonValueKind.Object ? usage.GetProperty("prompt_tokens").GetInt32() : null;
        return answer.GetProperty("text").GetString() != wanted.Text ? "another text"
            : answer.GetProperty("stop").GetString() != ChatComparison.FinishOf(wanted.StopReason!) ? "another finish reason"
            : calls != wantedCalls ? $"other calls: {calls} instead of {wantedCalls}"
            : prompt != (wanted.Input is null ? null : wanted.Input + wanted.CacheRead + wanted.CacheWrite) ? "other tokens"
            : null;
    }
}
