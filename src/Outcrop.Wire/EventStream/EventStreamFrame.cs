namespace Outcrop.Wire.EventStream;

/// <summary>One checked frame. Its memory belongs to the decoder and is valid only until the decoder is asked for the next frame or fed again.</summary>
public readonly struct EventStreamFrame
{
    private readonly ReadOnlyMemory<byte> _frame;
    private readonly int _headersLength;

    internal EventStreamFrame(ReadOnlyMemory<byte> frame, int headersLength)
    {
        _frame = frame;
        _headersLength = headersLength;
    }

    /// <summary>The whole frame as it stood on the wire, both CRCs included; what a relay passes on untouched.</summary>
    public ReadOnlyMemory<byte> Bytes => _frame;

    /// <summary>The header block, undecoded.</summary>
    public ReadOnlyMemory<byte> HeaderBytes => _frame.Slice(EventStreamLimits.PreludeLength, _headersLength);

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload => _frame[(EventStreamLimits.PreludeLength + _headersLength)..^4];

    /// <summary>The headers in wire order.</summary>
    public EventStreamHeaderEnumerator GetHeaders() => new(HeaderBytes.Span);

    /// <summary>Finds a header of type string.</summary>
    /// <param name="name">The name, UTF-8, colon included where it has one: <c>":event-type"u8</c>.</param>
    /// <param name="value">The value's UTF-8 bytes; empty when not found.</param>
    /// <returns>Whether a string header of that name is there.</returns>
    public bool TryGetString(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        EventStreamHeaderEnumerator headers = GetHeaders();
        while (headers.MoveNext())
        {
            EventStreamHeader header = headers.Current;
            if (header.Type == EventStreamHeaderType.String && header.Name.SequenceEqual(name))
            {
                value = header.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
