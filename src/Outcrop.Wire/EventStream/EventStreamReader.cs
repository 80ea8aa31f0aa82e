namespace Outcrop.Wire.EventStream;

/// <summary>Reads frames from a <see cref="Stream"/>. It owns neither the stream nor its lifetime. Not thread-safe.</summary>
public sealed class EventStreamReader : IDisposable
{
    private readonly Stream _source;
    private readonly EventStreamDecoder _decoder = new();

    /// <summary>Creates a reader.</summary>
    /// <param name="source">The bytes; read until their end.</param>
    public EventStreamReader(Stream source) => _source = source;

    /// <summary>The frame the last successful read gave; valid until the next read.</summary>
    public EventStreamFrame Current { get; private set; }

    /// <summary>Takes a frame that is already buffered, without waiting for bytes. Lets a writer flush once per upstream read instead of once per event.</summary>
    /// <returns>Whether <see cref="Current"/> is a new frame.</returns>
    public bool TryReadBuffered()
    {
        bool read = _decoder.TryRead(out EventStreamFrame frame);
        Current = frame;
        return read;
    }

    /// <summary>Reads the next frame.</summary>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns><see langword="false"/> when the stream ended at a frame's border. Whether that end was proper is for the reader of the events to say: the format has no end marker.</returns>
    /// <exception cref="EventStreamException">The bytes are no valid event stream, or ended inside a frame.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!TryReadBuffered())
        {
            int count = await _source.ReadAsync(_decoder.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                _decoder.Complete();
                return false;
            }

            _decoder.Advance(count);
        }

        return true;
    }

    /// <summary>Gives the buffer back; the source stays open.</summary>
    public void Dispose() => _decoder.Dispose();
}
