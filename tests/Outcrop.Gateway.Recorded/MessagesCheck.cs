using System.Text.Json.Nodes;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>One recording through <c>/v1/messages</c>.</summary>
internal static class MessagesCheck
{
    /// <summary>Asks for it and says what differs; <see langword="null"/> for nothing.</summary>
    public static async Task<string?> RunAsync(GatewayStage stage, Recording recording, ChatExpectation expected, bool isStream)
    {
        stage.Disarm();
        stage.Arm(recording);
        var body = new JsonObject
        {
            ["model"] = GatewayStage.ModelOf(recording),
            ["max_tokens"] = 1024,
            ["stream"] = isStream,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "As recorded." }),
        };
        (int status, string answer) = await stage.AskAsync(recording, "/v1/messages", body);
        MessagesTranscript transcript = isStream && status == 200 ? MessagesTranscript.OfStream(answer) : MessagesTranscript.OfAnswer(answer);
        if (transcript.Fault is not null)
        {
            return transcript.Fault;
        }

        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return transcript.Done || transcript.End is not null ? "a broken stream looks finished"
                : transcript.Error is not { } error ? "no error came"
                : status == 200 ? null
                : expected.ErrorKind is { } kind && (status, error.GetProperty("type").GetString()) == ErrorOf(kind) ? null
                : $"status {status}: {answer}";
        }

        return transcript.Error is not null ? "an error instead of an answer: " + answer
            : !transcript.Done ? "message_stop is missing"
            : transcript.Answer.DifferenceTo(Wanted(expected.Answer));
    }

    private static Answer Wanted(Answer expected)
    {
        var wanted = new Answer
        {
            Text = expected.Text,
            Reasoning = expected.Reasoning,
            Signature = expected.Signature,
            StopReason = expected.StopReason is "guardrail_intervened" or "content_filtered" ? "refusal" : expected.StopReason,

            // This dialect has no answer without counts.
            Input = expected.Input ?? 0,
            Output = expected.Input is null ? 0 : expected.Output,
            CacheRead = expected.Input is null ? 0 : expected.CacheRead,
            CacheWrite = expected.Input is null ? 0 : expected.CacheWrite,
        };
        wanted.ToolCalls.AddRange(expected.ToolCalls);
        return wanted;
    }

    /// <summary>The status and type of an error before the first content: a table of its own, so that a mistake in the gateway's cannot hide.</summary>
    internal static (int Status, string? Type) ErrorOf(string kind) => kind switch
    {
        "Validation" or "Conflict" => (400, "invalid_request_error"),
        "ResourceNotFound" => (404, "not_found_error"),
        "Throttling" or "ServiceQuotaExceeded" => (429, "rate_limit_error"),
        "ModelTimeout" => (504, "timeout_error"),
        "InternalServer" or "ServiceUnavailable" or "ModelNotReady" => (529, "overloaded_error"),
        _ => (500, "api_error"),
    };
}
