using System.Text;
using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>An independent, strict reading of what <c>/v1/messages</c> answers, as Anthropic's own clients put it together: one block after another, nothing after the end.</summary>
public sealed class MessagesTranscript
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private readonly StringBuilder _piece = new();
    private (string Type, string Id, string Name)? _open;
    private int _blocks;
    private bool _started;

    /// <summary>What the answer says, its stop reason in Anthropic's word.</summary>
    public Answer Answer { get; } = new();

    /// <summary>The types of the blocks, in order.</summary>
    public List<string> Blocks { get; } = [];

    /// <summary>The citations, in order.</summary>
    public List<JsonElement> Citations { get; } = [];

    /// <summary>The message's object, of a stream as it began.</summary>
    public JsonElement? Message { get; private set; }

    /// <summary>The event <c>message_delta</c>.</summary>
    public JsonElement? End { get; private set; }

    /// <summary>Whether <c>message_stop</c> came.</summary>
    public bool Done { get; private set; }

    /// <summary>How many pings came.</summary>
    public int Pings { get; private set; }

    /// <summary>The error's object, when one came.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>What is wrong with the stream itself; <see langword="null"/> for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a whole answer, or an error's body.</summary>
    /// <param name="body">The body.</param>
    public static MessagesTranscript OfAnswer(string body)
    {
        var transcript = new MessagesTranscript();
        JsonElement root = JsonDocument.Parse(body, Deep).RootElement;
        if (root.GetProperty("type").GetString() == "error")
        {
            transcript.TakeError(root);
            return transcript;
        }

        transcript.Message = root;
        foreach (JsonElement block in root.GetProperty("content").EnumerateArray())
        {
            transcript.TakeWhole(block);
        }

        transcript.TakeEnd(root, root.GetProperty("usage"));
        transcript.Done = true;
        return transcript;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="body">The whole body, or as much as arrived.</param>
    public static MessagesTranscript OfStream(string body)
    {
        var transcript = new MessagesTranscript();
        foreach (string text in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = text.Split('\n');
            if (lines.Length != 2 || !lines[0].StartsWith("event: ", StringComparison.Ordinal) || !lines[1].StartsWith("data: ", StringComparison.Ordinal))
            {
                transcript.Fault ??= "an event is not a name and a line of data: " + text;
                continue;
            }

            JsonElement data = JsonDocument.Parse(lines[1]["data: ".Length..], Deep).RootElement;
            string type = data.GetProperty("type").GetString()!;
            transcript.Check(lines[0] == "event: " + type, "an event's name is not its type");
            transcript.Check(!transcript.Done && transcript.Error is null, "something follows the end");
            transcript.Take(type, data);
        }

        return transcript;
    }

    private void Take(string type, JsonElement data)
    {
        switch (type)
        {
            case "ping":
                Pings++;
                break;
            case "error":
                TakeError(data);
                break;
            case "message_start":
                Check(!_started, "it began twice");
                _started = true;
                Message = data.GetProperty("message");
                break;
            case "content_block_start":
                Check(_started && _open is null && End is null && data.GetProperty("index").GetInt32() == _blocks, "a block begins where none may");
                Start(data.GetProperty("content_block"));
                break;
            case "content_block_delta":
                Check(_open is not null && data.GetProperty("index").GetInt32() == _blocks, "a delta belongs to no open block");
                TakeDelta(data.GetProperty("delta"));
                break;
            case "content_block_stop":
                Check(_open is not null && data.GetProperty("index").GetInt32() == _blocks, "a block ends that was not open");
                Stop();
                break;
            case "message_delta":
                Check(_open is null && End is null, "the end comes too early or twice");
                End = data;
                TakeEnd(data.GetProperty("delta"), data.GetProperty("usage"));
                break;
            case "message_stop":
                Check(End is not null, "it stops without its end");
                Done = true;
                break;
            default:
                Check(false, "an event of the type " + type);
                break;
        }
    }

    private void Start(JsonElement block)
    {
        string type = block.GetProperty("type").GetString()!;
        _open = (type, TextOf(block, "id"), TextOf(block, "name"));
        Blocks.Add(type);
        Answer.Text += TextOf(block, "text");
        Answer.Reasoning += TextOf(block, "thinking");
        Answer.Signature += TextOf(block, "signature") + BlobOf(TextOf(block, "data"));
    }

    private void TakeDelta(JsonElement delta)
    {
        (string expected, string member) = delta.GetProperty("type").GetString() switch
        {
            "text_delta" => ("text", "text"),
            "thinking_delta" => ("thinking", "thinking"),
            "signature_delta" => ("thinking", "signature"),
            "citations_delta" => ("text", "citation"),
            _ => ("tool_use", "partial_json"),
        };
        Check(_open?.Type == expected || (_open?.Type == "server_tool_use" && expected == "tool_use"), "a delta of another kind than its block");
        switch (member)
        {
            case "text":
                Answer.Text += TextOf(delta, member);
                break;
            case "thinking":
                Answer.Reasoning += TextOf(delta, member);
                break;
            case "signature":
                Answer.Signature += TextOf(delta, member);
                break;
            case "citation":
                Citations.Add(delta.GetProperty(member));
                break;
            default:
                _piece.Append(TextOf(delta, member));
                break;
        }
    }

    private void Stop()
    {
        if (_open is { Type: "tool_use" } call)
        {
            Answer.ToolCalls.Add(new ToolCall(call.Id, call.Name, _piece.Length == 0 ? "{}" : _piece.ToString()));
        }

        _piece.Clear();
        _open = null;
        _blocks++;
    }

    private void TakeWhole(JsonElement block)
    {
        Start(block);
        _open = null;
        if (Blocks[^1] == "tool_use")
        {
            JsonElement input = block.GetProperty("input");
            string arguments = input.TryGetProperty("INVALID_JSON", out JsonElement cut) ? cut.GetString()! : input.GetRawText();
            Answer.ToolCalls.Add(new ToolCall(TextOf(block, "id"), TextOf(block, "name"), arguments));
        }

        if (block.TryGetProperty("citations", out JsonElement citations) && citations.ValueKind == JsonValueKind.Array)
        {
            Citations.AddRange(citations.EnumerateArray());
        }
    }

    private void TakeEnd(JsonElement end, JsonElement usage)
    {
        Answer.StopReason = end.GetProperty("stop_reason").GetString();
        Answer.Input = Count(usage, "input_tokens");
        Answer.Output = Count(usage, "output_tokens");
        Answer.CacheRead = Count(usage, "cache_read_input_tokens");
        Answer.CacheWrite = Count(usage, "cache_creation_input_tokens");
    }

    /// <summary>What the end does not say again, the beginning has said.</summary>
    private int Count(JsonElement usage, string name) =>
        (usage.TryGetProperty(name, out JsonElement count) || (Message?.TryGetProperty("usage", out JsonElement first) == true && first.TryGetProperty(name, out count))) ? count.GetInt32() : 0;

    private void TakeError(JsonElement data)
    {
        Error = data.GetProperty("error");
        Check(data.GetProperty("type").GetString() == "error" && data.GetProperty("request_id").GetString() is { Length: > 0 }, "an error is not of Anthropic's shape");
        Check(Error.Value.GetProperty("type").GetString() is { Length: > 0 } && Error.Value.GetProperty("message").GetString() is { Length: > 0 }, "an error says nothing");
    }

    private void Check(bool holds, string fault) => Fault ??= holds ? null : fault;

    private static string TextOf(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    /// <summary>An encrypted thought as Converse has it.</summary>
    private static string BlobOf(string data) =>
        data.StartsWith("base64:", StringComparison.Ordinal) ? data["base64:".Length..] : Convert.ToBase64String(Encoding.UTF8.GetBytes(data));
}
