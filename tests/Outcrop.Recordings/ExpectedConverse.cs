using System.Text;
using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>The independent reading of Converse: its answers, its streams, and Nova's, which have the same shapes.</summary>
public static class ExpectedConverse
{
    /// <summary>Reads a whole answer.</summary>
    public static Answer Whole(JsonElement body)
    {
        var answer = new Answer { StopReason = body.GetProperty("stopReason").GetString() };
        foreach (JsonElement block in body.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray())
        {
            if (block.TryGetProperty("text", out JsonElement text))
            {
                answer.Text += text.GetString();
            }
            else if (block.TryGetProperty("citationsContent", out JsonElement cited))
            {
                // Nova's grounding cites without repeating the text.
                answer.Text += cited.TryGetProperty("content", out JsonElement pieces)
                    ? string.Concat(pieces.EnumerateArray().Select(piece => piece.GetProperty("text").GetString()))
                    : "";
            }
            else if (block.TryGetProperty("toolUse", out JsonElement call))
            {
                string input = call.TryGetProperty("input", out JsonElement value) && value.GetRawText() is not "\"\"" and not "null" ? value.GetRawText() : "{}";
                answer.ToolCalls.Add(new ToolCall(call.GetProperty("toolUseId").GetString()!, call.GetProperty("name").GetString()!, input));
            }
            else if (block.TryGetProperty("reasoningContent", out JsonElement reasoning))
            {
                if (reasoning.TryGetProperty("reasoningText", out JsonElement open))
                {
                    answer.Reasoning += open.GetProperty("text").GetString();
                    answer.Signature += open.TryGetProperty("signature", out JsonElement signature) ? signature.GetString() : "";
                }
                else if (reasoning.TryGetProperty("redactedContent", out JsonElement redacted))
                {
                    answer.Signature += redacted.GetString();
                }
            }
        }

        if (body.TryGetProperty("usage", out JsonElement usage))
        {
            Usage(answer, usage);
        }

        return answer;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="events">Name and payload of each frame, in order; an empty name for a frame that says nothing.</param>
    public static Answer Stream(IEnumerable<(string Name, JsonElement Payload, int Frame)> events)
    {
        var answer = new Answer();
        var calls = new Dictionary<int, (string Id, string Name, StringBuilder Input)>();
        foreach ((string name, JsonElement payload, int frame) in events)
        {
            switch (name)
            {
                case "contentBlockStart" when payload.GetProperty("start").TryGetProperty("toolUse", out JsonElement start):
                    calls[payload.GetProperty("contentBlockIndex").GetInt32()] = (start.GetProperty("toolUseId").GetString()!, start.GetProperty("name").GetString()!, new StringBuilder());
                    break;
                case "contentBlockDelta":
                    Delta(answer, payload, calls);
                    break;
                case "messageStop":
                    answer.StopReason = payload.GetProperty("stopReason").GetString();
                    answer.StopFrame = frame;
                    break;
                case "metadata" when payload.TryGetProperty("usage", out JsonElement usage):
                    Usage(answer, usage);
                    break;
                default:
                    break;
            }
        }

        foreach ((_, (string id, string name, StringBuilder input)) in calls.OrderBy(call => call.Key))
        {
            answer.ToolCalls.Add(new ToolCall(id, name, input.Length == 0 ? "{}" : input.ToString()));
        }

        return answer;
    }

    /// <summary>The events of a ConverseStream recording.</summary>
    public static IEnumerable<(string Name, JsonElement Payload, int Frame)> EventsOf(Recording recording) =>
        recording.Events.EnumerateArray().Select((frame, i) => (
            frame.GetProperty("headers").TryGetProperty(":event-type", out JsonElement type) ? type.GetString()! : "",
            frame.TryGetProperty("payload", out JsonElement payload) ? payload : default,
            i));

    private static void Delta(Answer answer, JsonElement payload, Dictionary<int, (string Id, string Name, StringBuilder Input)> calls)
    {
        JsonElement delta = payload.GetProperty("delta");
        if (delta.TryGetProperty("text", out JsonElement text))
        {
            answer.Text += text.GetString();
        }
        else if (delta.TryGetProperty("toolUse", out JsonElement call))
        {
            calls[payload.GetProperty("contentBlockIndex").GetInt32()].Input.Append(call.GetProperty("input").GetString());
        }
        else if (delta.TryGetProperty("reasoningContent", out JsonElement reasoning))
        {
            answer.Reasoning += reasoning.TryGetProperty("text", out JsonElement thought) ? thought.GetString() : "";
            answer.Signature += reasoning.TryGetProperty("signature", out JsonElement signature) ? signature.GetString() : "";
            answer.Signature += reasoning.TryGetProperty("redactedContent", out JsonElement redacted) ? redacted.GetString() : "";
        }
    }

    private static void Usage(Answer answer, JsonElement usage)
    {
        answer.Input = Count(usage, "inputTokens") ?? 0;
        answer.Output = Count(usage, "outputTokens") ?? 0;
        answer.CacheRead = Count(usage, "cacheReadInputTokens") ?? Count(usage, "cacheReadInputTokenCount") ?? 0;
        answer.CacheWrite = Count(usage, "cacheWriteInputTokens") ?? Count(usage, "cacheWriteInputTokenCount") ?? 0;
    }

    private static int? Count(JsonElement usage, string name) => usage.TryGetProperty(name, out JsonElement value) ? (int)value.GetDouble() : null;
}
