namespace Outcrop.Wire.Buffers;

/// <summary>A whole request or response body in pooled memory. Whoever holds it disposes it once.</summary>
public sealed class PooledBody : IDisposable
{
    private readonly PooledBufferWriter _buffer;

    private PooledBody(PooledBufferWriter buffer) => _buffer = buffer;

    /// <summary>The bytes; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.WrittenMemory;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="source">The stream; stays open.</param>
    /// <param name="limit">The most bytes allowed.</param>
    /// <param name="lengthHint">The announced length, if any. It is checked against the limit but never trusted for a large allocation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BodyTooLargeException">More than <paramref name="limit"/> bytes are announced or arrive.</exception>
    public static async ValueTask<PooledBody> ReadAsync(Stream source, long limit, long? lengthHint = null, CancellationToken cancellationToken = default)
    {
        if (lengthHint > limit)
        {
            throw new BodyTooLargeException(limit);
        }

        // A client may announce 20 MB and send nothing: believe the first 64 KiB, grow with what arrives.
        var buffer = new PooledBufferWriter((int)Math.Clamp((lengthHint ?? 4095) + 1, 1, 64 * 1024));
        try
        {
            while (true)
            {
                int count = await source.ReadAsync(buffer.GetMemory(1), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return new PooledBody(buffer);
                }

                buffer.Advance(count);
                if (buffer.WrittenCount > limit)
                {
                    throw new BodyTooLargeException(limit);
                }
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _buffer.Dispose();
}
