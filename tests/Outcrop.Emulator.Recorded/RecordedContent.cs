using System.Text.Json;

namespace Outcrop.Emulator.Recorded;

/// <summary>
/// What a model chose to answer with: text, tool calls, reasoning. The choice is the model's and not the service's, so the emulator is told to make the same
/// one; how it is written down is what the walk checks.
/// </summary>
internal sealed class RecordedContent
{
    private readonly List<EmulatorToolCall> _calls = [];
    private bool _text;
    private bool _reasoning;
    private bool _redacted;

    /// <returns>The script; <see langword="null"/> where the answer is no conversation's.</returns>
    public static EmulatorScript? ScriptOf(RecordedExchange exchange)
    {
        if (!exchange.IsModelOperation || exchange.Operation == "CountTokens")
        {
            return null;
        }

        var content = new RecordedContent();
        foreach (JsonElement frame in exchange.Events ?? [])
        {
            content.Find(frame.TryGetProperty("chunk", out JsonElement chunk) ? chunk : frame.GetProperty("payload"));
        }

        if (exchange.Response.TryGetProperty("bodyJson", out JsonElement body))
        {
            content.Find(body);
        }

        return content is { _text: false, _reasoning: false, _redacted: false, _calls.Count: 0 } ? null : new EmulatorScript
        {
            Text = content._text ? "Recorded." : null,
            ToolCalls = content._calls.Count > 0 ? content._calls : null,
            Reasoning = content._reasoning ? "Because." : null,
            RedactedReasoning = content._redacted ? "redacted" : null,
        };
    }

    private void Find(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Find(item);
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        FindTyped(value);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            switch (member.Name)
            {
                case "toolUse" or "function" when member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("name", out JsonElement name):
                    _calls.Add(new EmulatorToolCall { Name = name.GetString()!, InputJson = """{"a":1}""" });
                    break;
                case "reasoningContent":
                    _redacted |= member.Value.TryGetProperty("redactedContent", out _);
                    _reasoning |= member.Value.TryGetProperty("reasoningText", out _) || member.Value.TryGetProperty("text", out _);
                    break;
                case "text" or "content" or "generation" or "outputText" or "completion" when member.Value is { ValueKind: JsonValueKind.String } text && text.GetString()!.Length > 0:
                    _text = true;
                    break;
                case "citationsContent":
                    _text = true;
                    break;
                default:
                    Find(member.Value);
                    break;
            }
        }
    }

    private void FindTyped(JsonElement block)
    {
        switch (block.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null)
        {
            case "tool_use":
                _calls.Add(new EmulatorToolCall { Name = block.GetProperty("name").GetString()!, InputJson = """{"a":1}""" });
                break;
            case "thinking":
                _reasoning = true;
                break;
            case "redacted_thinking":
                _redacted = true;
                break;
            default:
                break;
        }
    }
}
