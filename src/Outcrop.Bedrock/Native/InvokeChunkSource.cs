using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Native;

/// <summary>The provider's JSON of each chunk of an <c>InvokeModelWithResponseStream</c>. Frames of another type have none and are passed over, but counted. Not thread-safe.</summary>
/// <param name="frames">The frames; owned by the source.</param>
internal sealed class InvokeChunkSource(FrameReader frames) : ChunkSource
{
    private readonly InvokeChunkDecoder _chunks = new();
    private ReadOnlyMemory<byte> _data;
    private int _passedOver;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Data => _data;

    /// <inheritdoc/>
    public override void MarkShown()
    {
        base.MarkShown();
        frames.MarkShown();
    }

    /// <inheritdoc/>
    public override int TakePassedOver()
    {
        int count = _passedOver;
        _passedOver = 0;
        return count;
    }

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        while (frames.TryReadBuffered())
        {
            if (AcceptChunk())
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (await frames.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (AcceptChunk())
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _chunks.Dispose();
        return frames.DisposeAsync();
    }

    private bool AcceptChunk()
    {
        EventStreamFrame frame = frames.Current;
        if (!frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType) || !eventType.SequenceEqual("chunk"u8))
        {
            _passedOver++;
            return false;
        }

        try
        {
            _data = _chunks.Decode(frame.Payload);
            return true;
        }
        catch (JsonException fault)
        {
            BedrockException broken = ConverseJson.Unexpected("A chunk of the stream holds no decodable bytes.", fault);
            throw Shown ? broken.AsMidStream() : broken;
        }
    }
}
