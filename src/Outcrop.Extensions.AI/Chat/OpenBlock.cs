using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>A block of a stream that has not ended.</summary>
/// <param name="start">What began; <see langword="null"/> for text and reasoning, which their first delta opens.</param>
internal sealed class OpenBlock(ContentBlockStart? start)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _signature = new();
    private readonly List<JsonElement> _others = [];
    private Type? _kind;

    /// <summary>Whether the block has no delta yet.</summary>
    public bool IsNew => _kind is null;

    /// <summary>Whether a delta continues the block. Citations belong to the text around them.</summary>
    public bool Takes(ContentBlockDelta delta) => start switch
    {
        ToolUseStart => delta is ToolUseDelta,
        OtherStart => delta is OtherDelta or TextDelta,
        _ => _kind is null || KindOf(delta) == _kind,
    };

    /// <summary>Takes a delta.</summary>
    public void Append(ContentBlockDelta delta)
    {
        _kind ??= KindOf(delta);
        switch (delta)
        {
            case ReasoningSignatureDelta signature:
                _signature.Append(signature.Signature);
                break;
            case ReasoningTextDelta thought:
                _text.Append(thought.Text);
                break;
            case RedactedReasoningDelta redacted:
                _text.Append(redacted.Base64);
                break;
            case ToolUseDelta input:
                _text.Append(input.Input);
                break;
            case TextDelta text:
                _text.Append(text.Text);
                break;
            case OtherDelta other:
                _others.Add(Json.Parse(other.Raw));
                break;
            default:
                throw new InvalidOperationException($"A delta of type {delta.GetType().Name} belongs to no block.");
        }
    }

    /// <summary>The block; <see langword="null"/> when nothing came of it. Cited text is text: its citations went out as annotations.</summary>
    public ContentBlock? Build() => start switch
    {
        ToolUseStart call => new ToolUseBlock(call.ToolUseId, call.Name, Input(), call.Type),
        OtherStart other => BuildOther(other),
        _ => _kind == typeof(ReasoningTextDelta) ? new ReasoningBlock(_text.ToString(), _signature.Length == 0 ? null : _signature.ToString())
            : _kind == typeof(RedactedReasoningDelta) ? new RedactedReasoningBlock(_text.ToString())
            : _text.Length == 0 ? null : new TextBlock(_text.ToString()),
    };

    private static Type KindOf(ContentBlockDelta delta) => delta switch
    {
        ReasoningSignatureDelta => typeof(ReasoningTextDelta),
        OtherDelta => typeof(TextDelta),
        _ => delta.GetType(),
    };

    private RawJson Input() => new(Encoding.UTF8.GetBytes(_text.Length == 0 || string.IsNullOrWhiteSpace(_text.ToString()) ? "{}" : _text.ToString()));

    /// <summary>A block of another kind: the members of its start, and the pieces of its deltas as its content.</summary>
    private ContentBlock? BuildOther(OtherStart other)
    {
        JsonElement union = Json.Parse(other.Raw);
        if (union.ValueKind != JsonValueKind.Object || !union.EnumerateObject().Any())
        {
            return null;
        }

        JsonProperty member = union.EnumerateObject().First();
        bool closed = _others.Count == 0 && member.Name != "toolResult";
        RawJson block = Json.Object(writer =>
        {
            writer.WriteStartObject(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in member.Value.EnumerateObject().Where(property => closed || property.Name != "content"))
                {
                    Json.WriteMember(writer, property.Name, property.Value);
                }
            }

            if (!closed)
            {
                WriteContent(writer);
            }

            writer.WriteEndObject();
        });
        return ContentBlock.FromJson(block);
    }

    private void WriteContent(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("content");
        foreach (JsonProperty piece in _others.Where(json => json.ValueKind == JsonValueKind.Object).SelectMany(json => json.EnumerateObject()))
        {
            // The deltas of a tool result are arrays of content, others are one piece.
            foreach (JsonElement item in piece.Value.ValueKind == JsonValueKind.Array ? piece.Value.EnumerateArray().ToArray() : [piece.Value])
            {
                item.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
    }
}
