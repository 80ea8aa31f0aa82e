using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>
/// The provider's chunks of one InvokeModelWithResponseStream, unread. Whether the model had finished when the bytes end cannot be known without reading the
/// provider's JSON, so an end at a frame's border is passed on as it is; every other break is an error. Not thread-safe.
/// </summary>
internal sealed class InvokeChunkStream(FrameReader frames) : IPrimedStream
{
    private readonly InvokeChunkDecoder _chunks = new();
    private bool _ended;

    /// <summary>The chunk of the last read; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Chunk { get; private set; }

    /// <inheritdoc/>
    public async ValueTask PrimeAsync(CancellationToken cancellationToken)
    {
        if (!await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw StreamFaults.Unfinished(frames.RequestId, shown: false);
        }

        frames.MarkShown();
    }

    /// <summary>Reads the next chunk.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    /// <returns><see langword="false"/> when the bytes ended at a frame's border.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            if (!await frames.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _ended = true;
            }
            else if (IsChunk())
            {
                Chunk = Decode();
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _chunks.Dispose();
        return frames.DisposeAsync();
    }

    private bool IsChunk() => frames.Current.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType) && eventType.SequenceEqual("chunk"u8);

    private ReadOnlyMemory<byte> Decode()
    {
        try
        {
            return _chunks.Decode(frames.Current.Payload);
        }
        catch (JsonException fault)
        {
            throw new BedrockException(BedrockErrorKind.StreamCorrupted, "A chunk of the stream holds no decodable bytes.", fault)
            {
                StatusCode = 200,
                RequestId = frames.RequestId,
                IsRetryable = !frames.Shown,
                IsMidStream = frames.Shown,
            };
        }
    }
}
