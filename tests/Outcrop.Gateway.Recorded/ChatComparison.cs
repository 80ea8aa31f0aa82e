using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>Holds what came out of the gateway against the independent reading of the recording.</summary>
public static class ChatComparison
{
    /// <summary>What differs; <see langword="null"/> when nothing does.</summary>
    /// <param name="ours">What came out.</param>
    /// <param name="expected">What was recorded.</param>
    public static string? Difference(ChatTranscript ours, Answer expected)
    {
        if (ours.Fault is not null || ours.Error is not null)
        {
            return ours.Fault ?? "an error instead of an answer: " + ours.Error;
        }

        if (ours.DetailedReasoning != ours.Reasoning)
        {
            return "reasoning_content and reasoning_details differ";
        }

        // What else has no place in this dialect is compared by the library's own walk.
        Answer read = Read(ours);
        var wanted = new Answer
        {
            Text = expected.Text,
            Reasoning = expected.Reasoning,
            Signature = expected.Signature,
            StopReason = expected.StopReason is { } reason ? FinishOf(reason) : null,
            Input = expected.Input is { } input ? input + expected.CacheRead + expected.CacheWrite : null,
            Output = expected.Input is null ? null : expected.Output,
            CacheRead = expected.Input is null ? 0 : expected.CacheRead,
            CacheWrite = expected.Input is null ? 0 : expected.CacheWrite,
        };
        wanted.ToolCalls.AddRange(expected.ToolCalls);
        return read.DifferenceTo(wanted);
    }

    /// <summary>The finish reason that stands for a stop reason: a table of its own, so that a mistake in the gateway's cannot hide.</summary>
    /// <param name="reason">Bedrock's word.</param>
    public static string FinishOf(string reason) => reason switch
    {
        "end_turn" => "stop",
        "stop_sequence" => "stop",
        "max_tokens" => "length",
        "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "guardrail_intervened" => "content_filter",
        "content_filtered" => "content_filter",
        _ => reason,
    };

    private static Answer Read(ChatTranscript ours)
    {
        var answer = new Answer { Text = ours.Text, Reasoning = ours.Reasoning, Signature = ours.Signature, StopReason = ours.Finish };
        if (ours.Usage is { } usage)
        {
            JsonElement details = usage.GetProperty("prompt_tokens_details");
            answer.Input = usage.GetProperty("prompt_tokens").GetInt32();
            answer.Output = usage.GetProperty("completion_tokens").GetInt32();
            answer.CacheRead = details.GetProperty("cached_tokens").GetInt32();
            answer.CacheWrite = details.GetProperty("cache_write_tokens").GetInt32();
        }

        answer.ToolCalls.AddRange(ours.ToolCalls);
        return answer;
    }
}
