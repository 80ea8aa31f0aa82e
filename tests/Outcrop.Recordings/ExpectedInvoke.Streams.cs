using System.Text;
using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>The streams.</summary>
public static partial class ExpectedInvoke
{
    /// <summary>Reads a stream; <see langword="null"/> when the shape of its chunks is none of those known here.</summary>
    public static Answer? Stream(Recording recording)
    {
        List<(JsonElement Chunk, int Frame)> chunks = [.. recording.Events.EnumerateArray()
            .Select((frame, i) => (Chunk: frame.TryGetProperty("chunk", out JsonElement chunk) ? chunk : default, Frame: i))
            .Where(pair => pair.Chunk.ValueKind == JsonValueKind.Object)];
        if (chunks.Count == 0)
        {
            return null;
        }

        JsonElement first = chunks[0].Chunk;
        Answer? answer;
        if (chunks.Count == 1 && Content(first) is { } whole && !first.TryGetProperty("is_finished", out _) && !first.TryGetProperty("completion", out _))
        {
            answer = whole;
            answer.StopFrame = chunks[0].Frame;
        }
        else
        {
            answer = first.TryGetProperty("messageStart", out _) ? ExpectedConverse.Stream(NovaEvents(chunks))
                : first.TryGetProperty("type", out JsonElement type) && type.GetString() == "message_start" ? Anthropic(chunks)
                : first.TryGetProperty("choices", out _) ? OpenAI(chunks)
                : Pieces(chunks);
        }

        if (answer is not null)
        {
            PartThoughts(answer, recording);
            foreach ((JsonElement chunk, _) in chunks)
            {
                Metrics(answer, chunk);
                if (chunk.TryGetProperty("amazon-bedrock-guardrailAction", out JsonElement action) && action.GetString() == "INTERVENED")
                {
                    answer.StopReason = "guardrail_intervened";
                    answer.StopFrame = answer.StopFrame < 0 ? chunks[^1].Frame : answer.StopFrame;
                }
            }
        }

        return answer;
    }

    /// <summary>Reads a stream of chat chunks that are not framed as InvokeModel's.</summary>
    public static Answer Stream(IEnumerable<JsonElement> chunks) => OpenAI([.. chunks.Select((chunk, i) => (chunk, i))]);

    private static IEnumerable<(string Name, JsonElement Payload, int Frame)> NovaEvents(List<(JsonElement Chunk, int Frame)> chunks)
    {
        foreach ((JsonElement chunk, int frame) in chunks)
        {
            foreach (JsonProperty member in chunk.EnumerateObject())
            {
                yield return (member.Name, member.Value, frame);
            }
        }
    }

    private static Answer Anthropic(List<(JsonElement Chunk, int Frame)> chunks)
    {
        var answer = new Answer();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Input)>();
        foreach ((JsonElement chunk, int frame) in chunks)
        {
            int index = Number(chunk, "index") ?? 0;
            switch (Text(chunk, "type"))
            {
                case "message_start":
                    AnthropicUsage(answer, chunk.GetProperty("message"));
                    break;
                case "content_block_start":
                    JsonElement block = chunk.GetProperty("content_block");
                    if (Text(block, "type") is "tool_use" or "server_tool_use")
                    {
                        calls[index] = (Text(block, "id")!, Text(block, "name")!, new StringBuilder());
                    }
                    else if (Text(block, "type") == "redacted_thinking")
                    {
                        answer.Signature += Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(block, "data")!));
                    }

                    break;
                case "content_block_delta":
                    JsonElement delta = chunk.GetProperty("delta");
                    answer.Text += Text(delta, "text");
                    answer.Reasoning += Text(delta, "thinking");
                    answer.Signature += Text(delta, "signature");
                    if (Text(delta, "partial_json") is { } piece)
                    {
                        calls[index].Input.Append(piece);
                    }

                    break;
                case "message_delta":
                    answer.StopReason = Word(Text(chunk.GetProperty("delta"), "stop_reason"));
                    AnthropicUsage(answer, chunk);
                    break;
                case "message_stop":
                    answer.StopFrame = frame;
                    break;
                default:
                    break;
            }
        }

        foreach ((string id, string name, StringBuilder input) in calls.Values)
        {
            answer.ToolCalls.Add(new ToolCall(id, name, input.Length == 0 ? "{}" : input.ToString()));
        }

        return answer;
    }

    private static Answer OpenAI(List<(JsonElement Chunk, int Frame)> chunks)
    {
        var content = new StringBuilder();
        var answer = new Answer();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Input)>();
        foreach ((JsonElement chunk, int frame) in chunks)
        {
            OpenAIUsage(answer, chunk);
            if (!chunk.TryGetProperty("choices", out JsonElement choices) || choices.GetArrayLength() == 0)
            {
                continue;
            }

            JsonElement choice = choices[0];
            if (choice.TryGetProperty("delta", out JsonElement delta))
            {
                content.Append(Text(delta, "content"));
                answer.Reasoning += Text(delta, "reasoning_content") ?? Text(delta, "reasoning");
                if (delta.TryGetProperty("tool_calls", out JsonElement pieces) && pieces.ValueKind == JsonValueKind.Array)
                {
                    foreach (JsonElement piece in pieces.EnumerateArray())
                    {
                        int index = Number(piece, "index") ?? 0;
                        JsonElement function = piece.GetProperty("function");
                        if (!calls.ContainsKey(index))
                        {
                            calls[index] = (Text(piece, "id") ?? "", Text(function, "name") ?? "", new StringBuilder());
                        }

                        calls[index].Input.Append(Text(function, "arguments"));
                    }
                }
            }

            content.Append(Text(choice, "text"));
            if ((Text(choice, "finish_reason") ?? Text(choice, "stop_reason")) is { } word)
            {
                answer.StopReason = Word(word);
                answer.StopFrame = frame;
            }
        }

        Split(answer, content.ToString());
        foreach ((string id, string name, StringBuilder input) in calls.Values)
        {
            answer.ToolCalls.Add(new ToolCall(id, name, input.Length == 0 ? "{}" : input.ToString()));
        }

        return answer;
    }

    /// <summary>The families whose chunks are pieces of one text.</summary>
    private static Answer? Pieces(List<(JsonElement Chunk, int Frame)> chunks)
    {
        var answer = new Answer();
        bool known = false;
        foreach ((JsonElement chunk, int frame) in chunks)
        {
            if (chunk.TryGetProperty("is_finished", out _) && (Number(chunk, "index") is > 0 || Text(chunk, "event_type") is not null and not "text-generation" and not "stream-end"))
            {
                continue;
            }

            if (chunk.TryGetProperty("response", out JsonElement response))
            {
                CohereCalls(answer, response);
            }

            JsonElement piece = chunk.TryGetProperty("outputs", out JsonElement outputs) ? outputs[0] : chunk;
            string? text = Text(piece, "outputText") ?? Text(piece, "completion") ?? Text(piece, "generation") ?? Text(piece, "text");
            known |= text is not null;
            answer.Text += text;
            answer.Input = Number(chunk, "prompt_token_count") ?? Number(chunk, "inputTextTokenCount") ?? answer.Input;
            answer.Output = Number(chunk, "generation_token_count") ?? Number(chunk, "totalOutputTextTokenCount") ?? answer.Output;
            string? word = Text(piece, "completionReason") ?? Text(piece, "stop_reason") ?? Text(piece, "finish_reason");
            if (word is not null)
            {
                answer.StopReason = chunk.TryGetProperty("completion", out _) ? CompletionStop(chunk) : answer.ToolCalls.Count > 0 ? "tool_use" : Word(word);
                answer.StopFrame = frame;
            }
        }

        return known ? answer : null;
    }
}
