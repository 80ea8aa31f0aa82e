using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>An independent, plain reading of what <c>/v1/responses</c> answers: the object, and of a stream that its events say the same.</summary>
public sealed class ResponsesTranscript
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>What the answer says, its end as <c>status</c>, or <c>status reason</c>.</summary>
    public Answer Answer { get; } = new() { Text = "", Reasoning = "", Signature = "" };

    /// <summary>The last event's type; <see langword="null"/> of a whole answer.</summary>
    public string? Last { get; private set; }

    /// <summary>Whether an end came that is no error.</summary>
    public bool Ends { get; private set; }

    /// <summary>What the error says, when one came.</summary>
    public string? Error { get; private set; }

    /// <summary>What is wrong with the stream itself; <see langword="null"/> for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a whole answer, or an error's body.</summary>
    /// <param name="body">The body.</param>
    public static ResponsesTranscript OfAnswer(string body)
    {
        var transcript = new ResponsesTranscript();
        JsonElement root = JsonDocument.Parse(body, Deep).RootElement;
        if (root.TryGetProperty("object", out _))
        {
            transcript.TakeEnd(root);
        }
        else
        {
            transcript.Error = root.GetProperty("error").GetProperty("message").GetString();
        }

        return transcript;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="body">The whole body, or as much as arrived.</param>
    public static ResponsesTranscript OfStream(string body)
    {
        var transcript = new ResponsesTranscript();
        var deltas = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        int number = 0;
        foreach (string block in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static block => !block.StartsWith(':')))
        {
            string[] lines = block.Split('\n');
            JsonElement data = JsonDocument.Parse(lines[1]["data: ".Length..], Deep).RootElement;
            transcript.Fault ??= lines.Length != 2 || lines[0] != "event: " + data.GetProperty("type").GetString() ? "an event is not a name and a line of data" : null;
            transcript.Fault ??= data.GetProperty("sequence_number").GetInt32() != number++ ? "a number is missing" : null;
            transcript.Fault ??= transcript.Ends || transcript.Error is not null ? "something follows the end" : null;
            transcript.Take(data, deltas);
        }

        return transcript;
    }

    private void Take(JsonElement data, Dictionary<string, StringBuilder> deltas)
    {
        Last = data.GetProperty("type").GetString()!;
        switch (Last)
        {
            case "response.completed" or "response.incomplete":
                TakeEnd(data.GetProperty("response"));
                break;
            case "error":
                Error = data.GetProperty("message").GetString();
                break;
            case string delta when delta.EndsWith(".delta", StringComparison.Ordinal):
                string key = Key(data);
                (deltas.TryGetValue(key, out StringBuilder? open) ? open : deltas[key] = new StringBuilder()).Append(data.GetProperty("delta").GetString());
                break;
            case "response.output_text.done" or "response.reasoning_text.done" or "response.function_call_arguments.done":
                string whole = (data.TryGetProperty("text", out JsonElement text) ? text : data.GetProperty("arguments")).GetString()!;
                Fault ??= deltas.GetValueOrDefault(Key(data))?.ToString() == whole ? null : "the deltas are not the text";
                break;
            default:
                break;
        }

        static string Key(JsonElement data) => $"{data.GetProperty("item_id")} {(data.TryGetProperty("content_index", out JsonElement index) ? index.GetInt32() : 0)}";
    }

    private void TakeEnd(JsonElement response)
    {
        Ends = true;
        string status = response.GetProperty("status").GetString()!;
        JsonElement details = response.GetProperty("incomplete_details");
        Answer.StopReason = details.ValueKind == JsonValueKind.Null ? status : $"{status} {details.GetProperty("reason").GetString()}";
        foreach (JsonElement item in response.GetProperty("output").EnumerateArray())
        {
            switch (item.GetProperty("type").GetString())
            {
                case "message":
                    Answer.Text += string.Concat(item.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
                    break;
                case "function_call":
                    Answer.ToolCalls.Add(new ToolCall(item.GetProperty("call_id").GetString()!, item.GetProperty("name").GetString()!, item.GetProperty("arguments").GetString()!));
                    break;
                default:
                    TakeThought(item);
                    break;
            }
        }

        if (response.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            Answer.Input = usage.GetProperty("input_tokens").GetInt32();
            Answer.Output = usage.GetProperty("output_tokens").GetInt32();
            Answer.CacheRead = usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32();
            Answer.CacheWrite = usage.GetProperty("input_tokens_details").GetProperty("cache_write_tokens").GetInt32();
        }
    }

    private void TakeThought(JsonElement item)
    {
        string shown = item.TryGetProperty("content", out JsonElement content) ? string.Concat(content.EnumerateArray().Select(static part => part.GetProperty("text").GetString())) : "";
        byte[] envelope = Base64Url.DecodeFromChars(item.GetProperty("encrypted_content").GetString().AsSpan("oc1_".Length));
        JsonElement block = JsonDocument.Parse(envelope).RootElement.GetProperty("reasoningContent");
        string kept = "";
        if (block.TryGetProperty("reasoningText", out JsonElement open))
        {
            kept = open.GetProperty("text").GetString()!;
            Answer.Signature += open.TryGetProperty("signature", out JsonElement signature) ? signature.GetString() : "";
        }
        else
        {
            Answer.Signature += block.GetProperty("redactedContent").GetString();
        }

        Answer.Reasoning += shown;
        Fault ??= shown == kept ? null : "what is shown of a thought is not what brings it back";
    }
}
