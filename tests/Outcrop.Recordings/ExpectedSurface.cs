using System.Text;
using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>The independent reading of OpenAI's Responses: whole, and as server-sent events.</summary>
public static class ExpectedSurface
{
    /// <summary>Reads a whole answer.</summary>
    public static Answer Whole(JsonElement body)
    {
        var answer = new Answer();
        foreach (JsonElement item in body.GetProperty("output").EnumerateArray())
        {
            ReadItem(answer, item);
        }

        bool incomplete = body.GetProperty("status").GetString() == "incomplete";
        answer.StopReason = incomplete && body.GetProperty("incomplete_details").GetProperty("reason").GetString() == "content_filter" ? "content_filtered"
            : incomplete ? "max_tokens"
            : answer.ToolCalls.Count > 0 ? "tool_use" : "end_turn";
        JsonElement usage = body.GetProperty("usage");
        answer.CacheRead = usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32();
        answer.Input = usage.GetProperty("input_tokens").GetInt32() - answer.CacheRead;
        answer.Output = usage.GetProperty("output_tokens").GetInt32();
        return answer;
    }

    /// <summary>Reads a stream by its pieces; the end says only why and how much.</summary>
    public static Answer Stream(string text)
    {
        var answer = new Answer();
        List<JsonElement> events = [.. Events(text)];
        string Pieces(string type) => string.Concat(events.Where(one => one.GetProperty("type").GetString() == type).Select(one => one.GetProperty("delta").GetString()));
        int end = events.FindIndex(one => one.GetProperty("type").GetString() is "response.completed" or "response.incomplete");
        if (end >= 0)
        {
            answer = Whole(events[end].GetProperty("response"));
            answer.StopFrame = end;
        }

        answer.Text = Pieces("response.output_text.delta");
        answer.Reasoning = Pieces("response.reasoning_text.delta") + Pieces("response.reasoning_summary_text.delta");
        return answer;
    }

    /// <summary>The data of each event.</summary>
    public static IEnumerable<JsonElement> Events(string text)
    {
        foreach (string block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string data = string.Concat(block.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..]));
            if (data.Trim() is not "" and not "[DONE]")
            {
                yield return JsonDocument.Parse(data).RootElement;
            }
        }
    }

    private static void ReadItem(Answer answer, JsonElement item)
    {
        switch (item.GetProperty("type").GetString())
        {
            case "message":
                answer.Text += Texts(item.GetProperty("content"));
                break;
            case "reasoning":
                string open = item.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array ? Texts(content) : "";
                answer.Reasoning += open.Length > 0 ? open : Texts(item.GetProperty("summary"));
                if (item.TryGetProperty("encrypted_content", out JsonElement encrypted) && encrypted.ValueKind == JsonValueKind.String)
                {
                    answer.Signature += $"{item.GetProperty("id").GetString()}|{encrypted.GetString()}";
                }

                break;
            case "function_call":
                string arguments = item.GetProperty("arguments").GetString()!;
                answer.ToolCalls.Add(new ToolCall(item.GetProperty("call_id").GetString()!, item.GetProperty("name").GetString()!, arguments.Length > 0 ? arguments : "{}"));
                break;
            default:
                break;
        }
    }

    private static string Texts(JsonElement parts)
    {
        var text = new StringBuilder();
        foreach (JsonElement part in parts.EnumerateArray())
        {
            text.Append(part.TryGetProperty("text", out JsonElement piece) ? piece.GetString() : part.GetProperty("refusal").GetString());
        }

        return text.ToString();
    }
}
