using System.Text;
using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>An independent, plain reading of what <c>/v1/chat/completions</c> answers, as a client adds it up.</summary>
public sealed class ChatTranscript
{
    private readonly SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> _calls = [];
    private readonly SortedDictionary<int, (StringBuilder Text, StringBuilder Proof)> _thoughts = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();

    /// <summary>The answer's text.</summary>
    public string Text => _text.ToString();

    /// <summary>The thoughts, as <c>reasoning_content</c> has them.</summary>
    public string Reasoning => _reasoning.ToString();

    /// <summary>The thoughts, as <c>reasoning_details</c> has them.</summary>
    public string DetailedReasoning => string.Concat(_thoughts.Values.Select(thought => thought.Text.ToString()));

    /// <summary>All proofs and encrypted thoughts, joined.</summary>
    public string Signature => string.Concat(_thoughts.Values.Select(thought => thought.Proof.ToString()));

    /// <summary>The calls, in the order of their indexes.</summary>
    public IReadOnlyList<ToolCall> ToolCalls => [.. _calls.Values.Select(call => new ToolCall(call.Id, call.Name, call.Arguments.ToString()))];

    /// <summary>The finish reason; <see langword="null"/> when none came.</summary>
    public string? Finish { get; private set; }

    /// <summary>The member <c>usage</c>, when it came.</summary>
    public JsonElement? Usage { get; private set; }

    /// <summary>Whether <c>[DONE]</c> came.</summary>
    public bool Done { get; private set; }

    /// <summary>The error's object, when one came.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>What is wrong with the stream itself; <see langword="null"/> for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a stream.</summary>
    /// <param name="body">The whole body, or as much as arrived.</param>
    public static ChatTranscript OfStream(string body)
    {
        var transcript = new ChatTranscript();
        foreach (string lines in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string data = string.Join('\n', lines.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..]));
            if (transcript.Done || transcript.Error is not null)
            {
                transcript.Fault ??= "something follows the end";
            }

            if (data == "[DONE]")
            {
                transcript.Done = true;
            }
            else if (data.Length > 0)
            {
                transcript.Take(JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 512 }).RootElement);
            }
        }

        return transcript;
    }

    /// <summary>Reads a whole answer.</summary>
    /// <param name="body">The body.</param>
    public static ChatTranscript OfAnswer(string body)
    {
        var transcript = new ChatTranscript();
        transcript.Take(JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 }).RootElement);
        return transcript;
    }

    private void Take(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out JsonElement error))
        {
            Error = error;
            return;
        }

        if (chunk.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            Usage = usage;
        }

        foreach (JsonElement choice in chunk.GetProperty("choices").EnumerateArray())
        {
            Add(choice.TryGetProperty("delta", out JsonElement delta) ? delta : choice.GetProperty("message"));
            if (TextOf(choice, "finish_reason") is { } finish)
            {
                Fault ??= Finish is null ? null : "it finished twice";
                Finish = finish;
            }
        }
    }

    private void Add(JsonElement delta)
    {
        if (Finish is not null)
        {
            Fault ??= "content follows the finish reason";
        }

        _text.Append(TextOf(delta, "content"));
        _reasoning.Append(TextOf(delta, "reasoning_content"));
        int position = 0;
        foreach (JsonElement call in Items(delta, "tool_calls"))
        {
            int index = call.TryGetProperty("index", out JsonElement number) ? number.GetInt32() : position++;
            JsonElement function = call.GetProperty("function");
            if (!_calls.TryGetValue(index, out (string Id, string Name, StringBuilder Arguments) open))
            {
                Fault ??= index == _calls.Count ? null : "a call's index is not the next one";
                _calls[index] = open = (TextOf(call, "id") ?? "", TextOf(function, "name") ?? "", new StringBuilder());
            }

            open.Arguments.Append(TextOf(function, "arguments"));
        }

        foreach (JsonElement detail in Items(delta, "reasoning_details"))
        {
            int index = detail.GetProperty("index").GetInt32();
            if (!_thoughts.TryGetValue(index, out (StringBuilder Text, StringBuilder Proof) thought))
            {
                _thoughts[index] = thought = (new StringBuilder(), new StringBuilder());
            }

            thought.Text.Append(TextOf(detail, "text"));
            thought.Proof.Append(TextOf(detail, "signature")).Append(TextOf(detail, "data"));
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    private static string? TextOf(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
