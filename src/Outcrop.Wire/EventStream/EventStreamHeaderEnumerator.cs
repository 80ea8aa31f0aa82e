using System.Buffers.Binary;

namespace Outcrop.Wire.EventStream;

/// <summary>Walks the header block of a frame without allocating.</summary>
public ref struct EventStreamHeaderEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private EventStreamHeader _current;

    internal EventStreamHeaderEnumerator(ReadOnlySpan<byte> headers)
    {
        _rest = headers;
        _current = default;
    }

    /// <summary>The header the last <see cref="MoveNext"/> reached.</summary>
    public readonly EventStreamHeader Current => _current;

    /// <summary>Moves to the next header.</summary>
    /// <returns><see langword="false"/> at the end of the block.</returns>
    /// <exception cref="EventStreamException">The block is malformed. The decoder has checked every block it hands out, so this happens only on bytes that never passed one.</exception>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int nameLength = _rest[0];
        if (nameLength == 0 || _rest.Length < 2 + nameLength)
        {
            throw Malformed();
        }

        ReadOnlySpan<byte> name = _rest.Slice(1, nameLength);
        var type = (EventStreamHeaderType)_rest[1 + nameLength];
        ReadOnlySpan<byte> rest = _rest[(2 + nameLength)..];
        int prefix = 0;
        int length;
        switch (type)
        {
            case EventStreamHeaderType.True or EventStreamHeaderType.False:
                length = 0;
                break;
            case EventStreamHeaderType.Int8:
                length = 1;
                break;
            case EventStreamHeaderType.Int16:
                length = 2;
                break;
            case EventStreamHeaderType.Int32:
                length = 4;
                break;
            case EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp:
                length = 8;
                break;
            case EventStreamHeaderType.Uuid:
                length = 16;
                break;
            case EventStreamHeaderType.Bytes or EventStreamHeaderType.String:
                if (rest.Length < 2)
                {
                    throw Malformed();
                }

                prefix = 2;
                length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                break;
            default:
                throw Malformed();
        }

        if (rest.Length < prefix + length)
        {
            throw Malformed();
        }

        _current = new EventStreamHeader(name, type, rest.Slice(prefix, length));
        _rest = rest[(prefix + length)..];
        return true;
    }

    private static EventStreamException Malformed() =>
        new(EventStreamFault.MalformedHeader, "A header of an event-stream frame is malformed.");
}
