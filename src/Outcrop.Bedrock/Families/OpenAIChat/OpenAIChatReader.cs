using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Reads OpenAI's whole answers: chat completions, and the older text completions some containers give.</summary>
internal static class OpenAIChatReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">What the response's headers say.</param>
    /// <param name="tags">What stands around reasoning in the text.</param>
    public static ConverseResponse Read(JsonElement body, InvokeModelHeaders headers, ReasoningTags tags)
    {
        JsonElement choices = body.GetProperty("choices");
        JsonElement choice = choices[0];
        var usage = default(UsageCounter);
        if (body.TryGetProperty("usage", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object)
        {
            AddUsage(ref usage, counts);
        }

        // DeepSeek and some containers say stop_reason; where both stand, finish_reason has the word and the other a token's number.
        string? word = ConverseJson.GetString(choice, "finish_reason")
            ?? (choice.TryGetProperty("stop_reason", out JsonElement stop) && stop.ValueKind == JsonValueKind.String ? stop.GetString() : null);
        StopReason reason = word is not null ? StopReasonMap.Map(word)
            : FamilyResponse.Intervened(body) ? StopReason.GuardrailIntervened
            : throw new JsonException("The answer does not say why it ended.");
        var content = new List<ContentBlock>();
        List<string> known = ["usage", "choices[0].index", ConverseJson.GetString(choice, "finish_reason") is null ? "choices[0].stop_reason" : "choices[0].finish_reason"];
        if (choice.TryGetProperty("message", out JsonElement message))
        {
            ReadMessage(message, content, tags);
            known.AddRange(["choices[0].message.role", "choices[0].message.content", "choices[0].message.reasoning_content", "choices[0].message.reasoning"]);
            for (int i = content.Count(static block => block is ToolUseBlock) - 1; i >= 0; i--)
            {
                string call = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"choices[0].message.tool_calls[{i}]");
                known.AddRange([call + ".id", call + ".type", call + ".function.name", call + ".function.arguments"]);
            }
        }
        else
        {
            ReasoningSplitter.Split(choice.GetProperty("text").GetString()!, tags, content);
            known.Add("choices[0].text");
        }

        return FamilyResponse.Build(body, content, reason, usage, headers, [.. known]);
    }

    /// <summary>Adds OpenAI's counts. Its prompt tokens include what came from the cache; ours do not.</summary>
    public static void AddUsage(ref UsageCounter counter, JsonElement usage)
    {
        int? cached = usage.TryGetProperty("prompt_tokens_details", out JsonElement details) ? ConverseJson.GetCount(details, "cached_tokens") : null;
        counter.Input = ConverseJson.GetCount(usage, "prompt_tokens") is { } prompt ? Math.Max(0, prompt - (cached ?? 0)) : counter.Input;
        counter.Output = ConverseJson.GetCount(usage, "completion_tokens") ?? counter.Output;
        counter.CacheRead = cached ?? counter.CacheRead;
        counter.Reasoning = usage.TryGetProperty("completion_tokens_details", out JsonElement output) ? ConverseJson.GetCount(output, "reasoning_tokens") ?? counter.Reasoning : counter.Reasoning;
        RawJson rest = JsonRemainder.Of(usage, ["prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details.cached_tokens", "completion_tokens_details.reasoning_tokens"]);
        counter.Additional = rest.IsEmpty ? counter.Additional : rest;
    }

    private static void ReadMessage(JsonElement message, List<ContentBlock> content, ReasoningTags tags)
    {
        string? reasoning = ConverseJson.GetString(message, "reasoning_content") ?? ConverseJson.GetString(message, "reasoning");
        if (!string.IsNullOrEmpty(reasoning))
        {
            content.Add(new ReasoningBlock(reasoning));
        }

        ReasoningSplitter.Split(TextOf(message), tags, content);
        if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                JsonElement function = call.GetProperty("function");
                content.Add(new ToolUseBlock(
                    ConverseJson.GetString(call, "id") ?? "",
                    function.GetProperty("name").GetString()!,
                    ToolArguments.OrEmpty(ArgumentsOf(function))));
            }
        }
    }

    /// <summary>OpenAI writes the arguments as a string; some containers write the object itself.</summary>
    private static RawJson ArgumentsOf(JsonElement function) => !function.TryGetProperty("arguments", out JsonElement arguments) || arguments.ValueKind == JsonValueKind.Null ? default
        : arguments.ValueKind == JsonValueKind.String ? new RawJson(System.Text.Encoding.UTF8.GetBytes(arguments.GetString()!))
        : ConverseJson.Raw(arguments);

    /// <summary>Content is a string, null beside tool calls, or a list of parts.</summary>
    private static string TextOf(JsonElement message)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        var text = new System.Text.StringBuilder();
        foreach (JsonElement part in content.EnumerateArray())
        {
            text.Append(ConverseJson.GetString(part, "text"));
        }

        return text.ToString();
    }
}
