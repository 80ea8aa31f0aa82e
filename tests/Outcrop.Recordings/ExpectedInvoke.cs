using System.Text;
using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>The independent reading of InvokeModel's answers and streams, by their shape alone.</summary>
public static partial class ExpectedInvoke
{
    /// <summary>Reads a whole answer; <see langword="null"/> when its shape is none of those known here.</summary>
    public static Answer? Whole(JsonElement body, Recording? recording)
    {
        Answer? answer = Content(body);
        if (answer is null)
        {
            return null;
        }

        PartThoughts(answer, recording);
        if (body.TryGetProperty("amazon-bedrock-guardrailAction", out JsonElement action) && action.GetString() == "INTERVENED")
        {
            answer.StopReason = "guardrail_intervened";
        }

        Metrics(answer, body);
        if (recording is not null)
        {
            answer.Input ??= recording.NumberHeader("x-amzn-bedrock-input-token-count");
            answer.Output ??= recording.NumberHeader("x-amzn-bedrock-output-token-count");
            if (answer.Input is not null || answer.Output is not null)
            {
                (answer.Input, answer.Output) = (answer.Input ?? 0, answer.Output ?? 0);
            }
        }

        return answer;
    }

    private static Answer? Content(JsonElement body)
    {
        var answer = new Answer();
        if (body.TryGetProperty("output", out _) && body.TryGetProperty("stopReason", out _))
        {
            answer = ExpectedConverse.Whole(body);
            answer.Output = body.TryGetProperty("usage", out JsonElement usage) && usage.TryGetProperty("outputTokens", out _) ? answer.Output : null;
        }
        else if (body.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array)
        {
            AnthropicContent(answer, body, content);
        }
        else if (body.TryGetProperty("completion", out JsonElement completion))
        {
            answer.Text = completion.GetString()!;
            answer.StopReason = CompletionStop(body);
            AnthropicUsage(answer, body);
        }
        else if (body.TryGetProperty("results", out JsonElement results) && results[0].TryGetProperty("outputText", out JsonElement output))
        {
            answer.Text = output.GetString()!;
            answer.StopReason = Word(Text(results[0], "completionReason"));
            answer.Input = Number(body, "inputTextTokenCount");
            answer.Output = Number(results[0], "tokenCount");
        }
        else if (body.TryGetProperty("generations", out JsonElement generations))
        {
            answer.Text = generations[0].GetProperty("text").GetString()!;
            answer.StopReason = Word(Text(generations[0], "finish_reason"));
        }
        else if (body.TryGetProperty("generation", out JsonElement generation))
        {
            answer.Text = generation.GetString()!;
            answer.StopReason = Word(Text(body, "stop_reason"));
            answer.Input = Number(body, "prompt_token_count");
            answer.Output = Number(body, "generation_token_count");
        }
        else if (body.TryGetProperty("outputs", out JsonElement outputs))
        {
            answer.Text = outputs[0].GetProperty("text").GetString()!;
            answer.StopReason = Word(Text(outputs[0], "stop_reason"));
        }
        else if (body.TryGetProperty("completions", out JsonElement completions))
        {
            answer.Text = completions[0].GetProperty("data").GetProperty("text").GetString()!;
            answer.StopReason = completions[0].GetProperty("finishReason").GetProperty("reason").GetString() is "stop" ? "stop_sequence" : Word(Text(completions[0].GetProperty("finishReason"), "reason"));
        }
        else if (body.TryGetProperty("choices", out JsonElement choices))
        {
            OpenAIContent(answer, body, choices[0]);
        }
        else if (body.TryGetProperty("text", out JsonElement text) && body.TryGetProperty("finish_reason", out _))
        {
            answer.Text = text.GetString()!;
            CohereCalls(answer, body);
            answer.StopReason = answer.ToolCalls.Count > 0 ? "tool_use" : Word(Text(body, "finish_reason"));
        }
        else
        {
            return null;
        }

        return answer;
    }

    private static void AnthropicContent(Answer answer, JsonElement body, JsonElement content)
    {
        answer.StopReason = Word(Text(body, "stop_reason"));
        foreach (JsonElement block in content.EnumerateArray())
        {
            switch (Text(block, "type"))
            {
                case "text":
                    answer.Text += Text(block, "text");
                    break;
                case "thinking":
                    answer.Reasoning += Text(block, "thinking");
                    answer.Signature += Text(block, "signature");
                    break;
                case "redacted_thinking":
                    answer.Signature += Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(block, "data")!));
                    break;
                case "tool_use" or "server_tool_use":
                    answer.ToolCalls.Add(new ToolCall(Text(block, "id")!, Text(block, "name")!, block.TryGetProperty("input", out JsonElement input) ? input.GetRawText() : "{}"));
                    break;
                default:
                    break;
            }
        }

        AnthropicUsage(answer, body);
    }

    private static void AnthropicUsage(Answer answer, JsonElement body)
    {
        if (body.TryGetProperty("usage", out JsonElement usage))
        {
            answer.Input = Number(usage, "input_tokens") ?? answer.Input;
            answer.Output = Number(usage, "output_tokens") ?? answer.Output;
            answer.CacheRead = Number(usage, "cache_read_input_tokens") ?? answer.CacheRead;
            answer.CacheWrite = Number(usage, "cache_creation_input_tokens") ?? answer.CacheWrite;
        }
    }

    private static void OpenAIContent(Answer answer, JsonElement body, JsonElement choice)
    {
        answer.StopReason = Word(Text(choice, "finish_reason") ?? Text(choice, "stop_reason"));
        if (choice.TryGetProperty("message", out JsonElement message))
        {
            Split(answer, Text(message, "content") ?? "");
            answer.Reasoning += Text(message, "reasoning_content") ?? Text(message, "reasoning");
            if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement call in calls.EnumerateArray())
                {
                    JsonElement function = call.GetProperty("function");
                    answer.ToolCalls.Add(new ToolCall(Text(call, "id")!, Text(function, "name")!, Text(function, "arguments") is { Length: > 0 } arguments ? arguments : "{}"));
                }
            }
        }
        else
        {
            Split(answer, Text(choice, "text") ?? "");
        }

        OpenAIUsage(answer, body);
    }

    private static void OpenAIUsage(Answer answer, JsonElement body)
    {
        if (body.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            int cached = usage.TryGetProperty("prompt_tokens_details", out JsonElement details) && details.ValueKind == JsonValueKind.Object ? Number(details, "cached_tokens") ?? 0 : 0;
            answer.Input = Number(usage, "prompt_tokens") - cached;
            answer.Output = Number(usage, "completion_tokens");
            answer.CacheRead = cached;
        }
    }

    /// <summary>gpt-oss inlines its reasoning between tags at the beginning.</summary>
    private static void Split(Answer answer, string content)
    {
        while (answer.Text.Length == 0 && content.StartsWith("<reasoning>", StringComparison.Ordinal))
        {
            int end = content.IndexOf("</reasoning>", StringComparison.Ordinal);
            if (end < 0)
            {
                // Cut off within its thoughts.
                answer.Reasoning += content[11..];
                return;
            }

            answer.Reasoning += content[11..end];
            content = content[(end + 12)..];
        }

        answer.Text += content;
    }

    /// <summary>DeepSeek R1's answer begins inside its thoughts.</summary>
    private static void PartThoughts(Answer answer, Recording? recording)
    {
        if (recording?.ModelId.Contains("deepseek.r1", StringComparison.Ordinal) == true)
        {
            string thoughts = answer.Text.StartsWith("<think>", StringComparison.Ordinal) ? answer.Text[7..] : answer.Text;
            int mark = thoughts.IndexOf("</think>", StringComparison.Ordinal);
            answer.Reasoning += mark < 0 ? thoughts : thoughts[..mark];
            answer.Text = mark < 0 ? "" : thoughts[(mark + 8)..];
        }
    }

    /// <summary>Command R's calls have no ids; the client counts them within the generation.</summary>
    private static void CohereCalls(Answer answer, JsonElement body)
    {
        if (body.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            answer.ToolCalls.Clear();
            foreach (JsonElement call in calls.EnumerateArray())
            {
                answer.ToolCalls.Add(new ToolCall($"{Text(body, "generation_id") ?? "call"}-{answer.ToolCalls.Count}", Text(call, "name")!, call.GetProperty("parameters").GetRawText()));
            }
        }
    }

    private static string? CompletionStop(JsonElement body) =>
        Text(body, "stop_reason") == "stop_sequence" && Text(body, "stop") is null or "\n\nHuman:" ? "end_turn" : Word(Text(body, "stop_reason"));

    private static void Metrics(Answer answer, JsonElement chunk)
    {
        if (chunk.TryGetProperty("amazon-bedrock-invocationMetrics", out JsonElement metrics))
        {
            answer.Input = Number(metrics, "inputTokenCount") ?? answer.Input;
            answer.Output = Number(metrics, "outputTokenCount") ?? answer.Output;
            answer.CacheRead = Number(metrics, "cacheReadInputTokenCount") ?? answer.CacheRead;
            answer.CacheWrite = Number(metrics, "cacheWriteInputTokenCount") ?? answer.CacheWrite;
        }
    }

    /// <summary>The words of all families; none of them means two things among the shapes read here, except those handled where they stand.</summary>
    private static string? Word(string? word) => word?.ToLowerInvariant() switch
    {
        "stop" or "finish" or "complete" or "endoftext" or "end_turn" => "end_turn",
        "length" or "max_tokens" => "max_tokens",
        "tool_calls" or "tool_use" => "tool_use",
        "content_filter" or "content_filtered" or "refusal" => "content_filtered",
        "stop_sequence" or "stop_criteria_met" => "stop_sequence",
        _ => word,
    };

    private static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static int? Number(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number ? (int)member.GetDouble() : null;
}
