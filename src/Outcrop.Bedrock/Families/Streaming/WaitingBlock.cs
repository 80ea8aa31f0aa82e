using System.Buffers;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>A block that has begun while a tool call before it was still being written. It keeps copies, since its chunks are gone when its turn comes.</summary>
internal sealed class WaitingBlock(ConverseEventKind kind, int callIndex, JsonText id, JsonText name)
{
    private readonly ArrayBufferWriter<byte> _content = new();
    private bool _escaped;

    /// <summary>The kind of its deltas.</summary>
    public ConverseEventKind Kind => kind;

    /// <summary>The call's index in OpenAI's deltas.</summary>
    public int CallIndex => callIndex;

    /// <summary>The call's id.</summary>
    public JsonText Id { get; } = Copy(id);

    /// <summary>The call's tool.</summary>
    public JsonText Name { get; } = Copy(name);

    /// <summary>What has come so far.</summary>
    public JsonText Content => new(_content.WrittenMemory, _escaped);

    /// <summary>Adds a piece.</summary>
    public void Add(JsonText piece)
    {
        _content.Write(piece.Utf8.Span);
        _escaped |= piece.IsEscaped;
    }

    private static JsonText Copy(JsonText text) => new(text.Utf8.ToArray(), text.IsEscaped);
}
