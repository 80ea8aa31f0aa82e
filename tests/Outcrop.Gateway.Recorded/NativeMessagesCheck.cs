using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>One recording of Claude's own body through <c>/v1/messages</c>: the bytes must come out as they were recorded, Bedrock's metrics aside.</summary>
internal static class NativeMessagesCheck
{
    private const string Metrics = "\"amazon-bedrock-invocationMetrics\":";

    /// <summary>Whether a recording is Claude's by InvokeModel, by an id that tells it, and in the body of messages.</summary>
    public static bool Applies(Recording recording) =>
        recording.Operation is "InvokeModel" or "InvokeModelWithResponseStream"
        && recording.ModelId.Contains("anthropic.claude-", StringComparison.Ordinal)
        && !recording.ModelId.Contains("anthropic.claude-v", StringComparison.Ordinal)
        && !recording.ModelId.Contains("anthropic.claude-instant", StringComparison.Ordinal);

    /// <summary>Asks for it and says what differs; <see langword="null"/> for nothing.</summary>
    public static async Task<string?> RunAsync(GatewayStage stage, Recording recording, ChatExpectation expected, bool isStream)
    {
        stage.Disarm();
        stage.Arm(recording);
        var body = new JsonObject
        {
            ["model"] = recording.ModelId,
            ["max_tokens"] = 1024,
            ["stream"] = isStream,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "As recorded." }),
        };
        (int status, string answer) = await stage.AskAsync(recording, "/v1/messages", body);
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            MessagesTranscript broken = isStream && status == 200 ? MessagesTranscript.OfStream(answer) : MessagesTranscript.OfAnswer(answer);
            return broken.Done ? "a broken stream looks finished" : broken.Error is not { } error ? "no error came"
                : status == 200 || (expected.ErrorKind is { } kind && (status, error.GetProperty("type").GetString()) == MessagesCheck.ErrorOf(kind)) ? null
                : $"status {status}: {answer}";
        }

        if (status != 200)
        {
            return $"status {status}: {answer}";
        }

        if (!recording.IsEventStream)
        {
            // The replay writes some whole bodies anew; what the gateway does with bytes its own tests show.
            using JsonDocument came = JsonDocument.Parse(answer);
            return answer == Encoding.UTF8.GetString(recording.Body) || JsonElement.DeepEquals(came.RootElement, recording.BodyJson) ? null : "another answer: " + answer;
        }

        var wanted = new StringBuilder();
        foreach (JsonElement frame in recording.Events.EnumerateArray())
        {
            if (frame.GetProperty("payload").TryGetProperty("bytes", out JsonElement bytes))
            {
                string chunk = WithoutMetrics(Encoding.UTF8.GetString(bytes.GetBytesFromBase64()));
                using JsonDocument document = JsonDocument.Parse(chunk);
                string name = document.RootElement.TryGetProperty("type", out JsonElement type) ? $"event: {type.GetString()}\n" : "";
                wanted.Append(name).Append("data: ").Append(chunk).Append("\n\n");
            }
        }

        return answer == wanted.ToString() ? null : "other bytes: " + answer;
    }

    private static string WithoutMetrics(string chunk)
    {
        int at = chunk.IndexOf("," + Metrics, StringComparison.Ordinal);
        return at < 0 || !chunk.Contains("\"message_stop\"", StringComparison.Ordinal) ? chunk : chunk.Remove(at, chunk.IndexOf('}', at) + 1 - at);
    }
}
