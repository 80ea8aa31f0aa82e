using System.Text.Json.Nodes;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>One recording through <c>/v1/responses</c>.</summary>
internal static class ResponsesCheck
{
    /// <summary>Asks for it and says what differs; <see langword="null"/> for nothing.</summary>
    public static async Task<string?> RunAsync(GatewayStage stage, Recording recording, ChatExpectation expected, bool isStream)
    {
        stage.Disarm();
        stage.Arm(recording);
        var body = new JsonObject { ["model"] = GatewayStage.ModelOf(recording), ["input"] = "As recorded.", ["store"] = false, ["stream"] = isStream };
        (int status, string answer) = await stage.AskAsync(recording, "/v1/responses", body);
        ResponsesTranscript transcript = isStream && status == 200 ? ResponsesTranscript.OfStream(answer) : ResponsesTranscript.OfAnswer(answer);
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            string? fault = transcript.Ends ? "a broken stream looks finished" : transcript.Error is { Length: > 0 } ? transcript.Fault : "no error came";
            return fault ?? (status == 200 || (expected.ErrorKind is { } kind && status == ChatExpectation.StatusOf(kind)) ? null : $"status {status}: {answer}");
        }

        if (transcript.Fault is not null || transcript.Error is not null || !transcript.Ends)
        {
            return transcript.Fault ?? transcript.Error ?? "no end came";
        }

        return transcript.Answer.DifferenceTo(Wanted(expected.Answer));
    }

    private static Answer Wanted(Answer expected)
    {
        var wanted = new Answer
        {
            Text = expected.Text,
            Reasoning = expected.Reasoning,
            Signature = expected.Signature,
            StopReason = expected.StopReason is { } reason ? EndOf(reason) : null,
            Input = expected.Input + expected.CacheRead + expected.CacheWrite,
        };
        wanted.ToolCalls.AddRange(expected.ToolCalls);
        if (expected.Input is not null)
        {
            (wanted.Output, wanted.CacheRead, wanted.CacheWrite) = (expected.Output, expected.CacheRead, expected.CacheWrite);
        }

        return wanted;
    }

    /// <summary>The end that stands for a stop reason: a table of its own, so that a mistake in the gateway's cannot hide.</summary>
    private static string EndOf(string reason) => ChatComparison.FinishOf(reason) switch
    {
        "stop" or "tool_calls" => "completed",
        "length" => "incomplete max_output_tokens",
        "content_filter" => "incomplete content_filter",
        string other => "incomplete " + other,
    };
}
