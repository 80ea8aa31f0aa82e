using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Recordings;

/// <summary>Looks for every value of a recorded answer in what we made of it: a value that stands nowhere was lost. Nulls say nothing and cannot be lost.</summary>
public sealed class ResponseMembers
{
    private static readonly Dictionary<string, string> s_reviewed = ReviewedSkips.ReadList("reviewed-members.txt");
    private readonly HashSet<double> _numbers = [];
    private readonly HashSet<float> _floats = [];
    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private string? _all;

    /// <summary>Takes in an answer.</summary>
    public void Add(ConverseResponse answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        foreach (ContentBlock block in answer.Message.Content)
        {
            Add(block);
        }

        Add(answer.Message.Additional);
        Add(answer.StopReason.Value);
        if (answer.Usage is { } usage)
        {
            foreach (int? number in (ReadOnlySpan<int?>)[usage.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheWriteInputTokens, usage.CacheWrite1hInputTokens, usage.ReasoningTokens])
            {
                if (number is { } count)
                {
                    _numbers.Add(count);
                }
            }

            Add(usage.Additional);
        }

        if (answer.LatencyMilliseconds is { } latency)
        {
            _numbers.Add(latency);
        }

        foreach (RawJson member in answer.AdditionalMembers.Values)
        {
            Add(member);
        }
    }

    /// <summary>Takes in a vector, whose numbers are floats.</summary>
    public void Add(ReadOnlySpan<float> vector)
    {
        foreach (float number in vector)
        {
            _floats.Add(number);
        }

        // A model may also have written it as the base64 of its floats.
        _strings.Add(Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector)));
    }

    /// <summary>Takes in a number.</summary>
    public void Add(double? number)
    {
        if (number is { } value)
        {
            _numbers.Add(value);
        }
    }

    /// <summary>Takes in what reaches the caller as it stands.</summary>
    public void Add(RawJson json)
    {
        if (!json.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(json.Utf8, new JsonDocumentOptions { MaxDepth = 512 });
            Walk(document.RootElement, "", (_, value) => Add(value));
        }
    }

    /// <summary>The first value of a recorded document that stands nowhere; <see langword="null"/> when there is none.</summary>
    public string? FirstLost(JsonElement recorded)
    {
        _all ??= _text.ToString();
        string? lost = null;
        Walk(recorded, "$", (path, value) => lost ??= Holds(value) || s_reviewed.ContainsKey(path[(path.LastIndexOf('.') + 1)..]) ? null : path + " = " + value.GetRawText());
        return lost;
    }

    private static void Walk(JsonElement value, string path, Action<string, JsonElement> leaf)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Walk(member.Value, path + "." + member.Name, leaf);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Walk(item, path, leaf);
                }

                break;
            default:
                leaf(path, value);
                break;
        }
    }

    private bool Holds(JsonElement value) => value.ValueKind switch
    {
        // Bedrock puts the reasoning of some models into the text, between tags; without them each part must be there.
        JsonValueKind.String => value.GetString()!.Split(["<reasoning>", "</reasoning>"], StringSplitOptions.None).All(text => text.Length == 0 || _strings.Contains(text) || _all!.Contains(text, StringComparison.Ordinal)),
        JsonValueKind.Number => _numbers.Contains(value.GetDouble()) || _floats.Contains((float)value.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => _strings.Contains(value.GetRawText()),
        _ => true,
    };

    private void Add(ContentBlock block)
    {
        switch (block)
        {
            case ToolUseBlock call:
                _text.Append(call.Input).Append('\n');
                break;
            case RedactedReasoningBlock redacted:
                // Anthropic's opaque text is the base64's content.
                Add(Encoding.UTF8.GetString(Convert.FromBase64String(redacted.Base64)));
                break;
            default:
                break;
        }

        Add(block is UnknownBlock unknown ? unknown.Value : block.ToJson());
        Add(block.Additional);
        Add(block.Dialect.Members);
        _text.Append('\n');
    }

    private void Add(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            _numbers.Add(value.GetDouble());
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            Add(value.GetString()!);
        }
        else
        {
            _strings.Add(value.GetRawText());
        }
    }

    private void Add(string text)
    {
        _strings.Add(text);
        _text.Append(text);
    }
}
