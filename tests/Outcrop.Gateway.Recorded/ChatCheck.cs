using System.Text.Json.Nodes;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>One recording through <c>/v1/chat/completions</c>.</summary>
internal static class ChatCheck
{
    /// <summary>Asks for it and says what differs; <see langword="null"/> for nothing.</summary>
    public static async Task<string?> RunAsync(GatewayStage stage, Recording recording, ChatExpectation expected, bool isStream)
    {
        stage.Disarm();
        stage.Arm(recording);
        var body = new JsonObject
        {
            ["model"] = GatewayStage.ModelOf(recording),
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "As recorded." }),
        };
        if (isStream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        (int status, string answer) = await stage.AskAsync(recording, "/v1/chat/completions", body);
        if (status != 200)
        {
            return expected.ErrorKind is { } kind && status == ChatExpectation.StatusOf(kind) ? CheckError(ChatTranscript.OfAnswer(answer)) : $"status {status}: {answer}";
        }

        ChatTranscript transcript = isStream ? ChatTranscript.OfStream(answer) : ChatTranscript.OfAnswer(answer);
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return transcript.Done || transcript.Finish is not null ? "a broken stream looks finished" : transcript.Fault ?? CheckError(transcript);
        }

        return transcript.Done == isStream ? ChatComparison.Difference(transcript, expected.Answer) : "[DONE] is missing";
    }

    private static string? CheckError(ChatTranscript transcript) => transcript.Error is not { } error ? "no error came"
        : error.GetProperty("message").GetString() is { Length: > 0 } && error.GetProperty("type").GetString() is { Length: > 0 } ? null
        : "the error says nothing: " + error;
}
