using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>One block of a message while its deltas come in.</summary>
internal sealed class StreamedBlock
{
    private readonly ConverseEventKind _kind;
    private readonly string? _toolUseId;
    private readonly string? _toolName;
    private readonly string? _toolUseType;
    private readonly RawJson _start;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _signature = new();
    private List<RawJson>? _others;
    private bool _isText;

    /// <summary>Opens the block.</summary>
    /// <param name="first">Its start, or its first delta, which is not yet taken in.</param>
    public StreamedBlock(in ConverseEvent first)
    {
        _kind = first.Kind;
        if (first.Kind == ConverseEventKind.ToolUseStart)
        {
            _toolUseId = ConverseJson.Decode(first.ToolUseId);
            _toolName = ConverseJson.Decode(first.ToolName);
            _toolUseType = first.ToolUseType.IsEmpty ? null : ConverseJson.Decode(first.ToolUseType);
        }
        else if (first.Kind == ConverseEventKind.OtherBlockStart)
        {
            _start = new RawJson(first.Raw).ToOwned();
        }
    }

    /// <summary>Whether a delta of this kind continues the block. Citations come before the text they cover and belong to it.</summary>
    public bool Takes(ConverseEventKind delta) => delta switch
    {
        ConverseEventKind.TextDelta or ConverseEventKind.OtherDelta => _kind is ConverseEventKind.TextDelta or ConverseEventKind.OtherDelta or ConverseEventKind.OtherBlockStart,
        ConverseEventKind.ToolInputDelta => _kind is ConverseEventKind.ToolUseStart or ConverseEventKind.ToolInputDelta,
        ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta => _kind is ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta,
        _ => delta == _kind,
    };

    /// <summary>Takes a delta.</summary>
    public void Append(in ConverseEvent delta)
    {
        if (delta.Kind == ConverseEventKind.OtherDelta)
        {
            (_others ??= []).Add(new RawJson(delta.Raw).ToOwned());
        }
        else
        {
            _isText |= delta.Kind == ConverseEventKind.TextDelta;
            (delta.Kind == ConverseEventKind.ReasoningSignatureDelta ? _signature : _text).Append(ConverseJson.Decode(delta.Text));
        }
    }

    /// <summary>The block; <see langword="null"/> when it is an empty text, which some models send before their reasoning and no model takes back.</summary>
    public ContentBlock? Build() => _kind switch
    {
        ConverseEventKind.ToolUseStart => new ToolUseBlock(_toolUseId!, _toolName!, ToolArguments.OrEmpty(new RawJson(Encoding.UTF8.GetBytes(_text.ToString()))), _toolUseType),
        ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta => new ReasoningBlock(_text.ToString(), _signature.Length == 0 ? null : _signature.ToString()),
        ConverseEventKind.RedactedReasoningDelta => new RedactedReasoningBlock(_text.ToString()),
        _ => BuildOther(),
    };

    private ContentBlock? BuildOther()
    {
        if (_others is null && _start.IsEmpty)
        {
            return _text.Length == 0 ? null : new TextBlock(_text.ToString());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            string name = _isText ? "citationsContent" : UnionMember(_start.IsEmpty ? _others![0] : _start);
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            if (_isText)
            {
                WriteText(writer);
            }

            // A start that was all there is (Anthropic's own search results) has its content already.
            string? array = _isText ? "citations" : _others is not null || name == "toolResult" ? "content" : null;
            WriteStart(writer, name, array);
            if (array is not null)
            {
                writer.WriteStartArray(array);
                foreach (RawJson delta in _others ?? [])
                {
                    WriteDelta(writer, delta);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory, ConverseJson.DocumentOptions);
        return ContentBlockReader.Read(document.RootElement);
    }

    private void WriteText(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("content");
        writer.WriteStartObject();
        writer.WriteString("text", _text.ToString());
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteStart(Utf8JsonWriter writer, string name, string? except)
    {
        if (_start.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(_start.Utf8, ConverseJson.DocumentOptions);
        if (document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (member.Name != except)
                {
                    ConverseJson.WriteRaw(writer, member);
                }
            }
        }
    }

    /// <summary>A delta's value: a citation is one, the deltas of a tool result are arrays of them.</summary>
    private static void WriteDelta(Utf8JsonWriter writer, RawJson delta)
    {
        using JsonDocument document = JsonDocument.Parse(delta.Utf8, ConverseJson.DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                member.Value.WriteTo(writer);
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (JsonElement item in member.Value.EnumerateArray())
            {
                item.WriteTo(writer);
            }
        }
    }

    private static string UnionMember(RawJson union)
    {
        using JsonDocument document = JsonDocument.Parse(union.Utf8, ConverseJson.DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            return member.Name;
        }

        return "unknown";
    }
}
