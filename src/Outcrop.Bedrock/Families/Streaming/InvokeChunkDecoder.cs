using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>Takes the provider's JSON out of the base64 of an <c>InvokeModelWithResponseStream</c> chunk. Holds pooled buffers; dispose it with the stream. Not thread-safe.</summary>
internal sealed class InvokeChunkDecoder : IDisposable
{
    private readonly PooledBufferWriter _buffer = new();
    private readonly PooledBufferWriter _unescaped = new();

    /// <summary>Takes the provider's JSON out of a chunk.</summary>
    /// <param name="payload">The frame's payload, <c>{"bytes":"…","p":"…"}</c>.</param>
    /// <returns>The JSON; valid until the next call.</returns>
    /// <exception cref="JsonException">The payload is no chunk.</exception>
    public ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> payload)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(payload);
        JsonText text = default;
        bool found = false;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("bytes"u8))
            {
                found = JsonSlice.TryReadText(ref reader, payload, out text);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        if (!found)
        {
            throw new JsonException("A chunk has no bytes.");
        }

        return FromBase64(text);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _unescaped.Dispose();
    }

    private ReadOnlyMemory<byte> FromBase64(JsonText text)
    {
        ReadOnlySpan<byte> base64 = text.Utf8.Span;
        if (text.IsEscaped)
        {
            _unescaped.Clear();
            text.CopyDecodedTo(_unescaped);
            base64 = _unescaped.WrittenSpan;
        }

        _buffer.Clear();
        Span<byte> room = _buffer.GetSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 1);
        if (Base64.DecodeFromUtf8(base64, room, out _, out int written) != OperationStatus.Done)
        {
            throw new JsonException("The bytes of a chunk are not base64.");
        }

        _buffer.Advance(written);
        return _buffer.WrittenMemory;
    }
}
