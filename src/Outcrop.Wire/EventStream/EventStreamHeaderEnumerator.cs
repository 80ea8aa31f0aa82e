using System.Buffers.Binary;

namespace Outcrop.Wire.EventStream;

/// <summary>Walks the header block of a frame without allocating.</summary>
public ref struct EventStreamHeaderEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private EventStreamHeader _current;
    private bool _malformed;

    internal EventStreamHeaderEnumerator(ReadOnlySpan<byte> headers)
    {
        _rest = headers;
        _current = default;
    }

    /// <summary>The header the last <see cref="MoveNext"/> reached.</summary>
    public readonly EventStreamHeader Current => _current;

    /// <summary>Whether the walk ended at bytes that are no header.</summary>
    internal readonly bool IsMalformed => _malformed;

    /// <summary>Moves to the next header.</summary>
    /// <returns><see langword="false"/> at the end of the block.</returns>
    /// <exception cref="EventStreamException">The block is malformed. The decoder has checked every block it hands out, so this happens only on bytes that never passed one.</exception>
    public bool MoveNext()
    {
        bool moved = TryMoveNext();
        return _malformed ? throw new EventStreamException(EventStreamFault.MalformedHeader, "A header of an event-stream frame is malformed.") : moved;
    }

    /// <summary>Moves to the next header; <see langword="false"/> at the end and at malformed bytes, which <see cref="IsMalformed"/> tells apart.</summary>
    internal bool TryMoveNext()
    {
        if (_rest.IsEmpty || _malformed)
        {
            return false;
        }

        if (!TryMeasure(out int nameLength, out EventStreamHeaderType type, out int prefix, out int length))
        {
            _malformed = true;
            return false;
        }

        int valueStart = 2 + nameLength + prefix;
        _current = new EventStreamHeader(_rest.Slice(1, nameLength), type, _rest.Slice(valueStart, length));
        _rest = _rest[(valueStart + length)..];
        return true;
    }

    private readonly bool TryMeasure(out int nameLength, out EventStreamHeaderType type, out int prefix, out int length)
    {
        nameLength = _rest[0];
        prefix = 0;
        length = 0;
        type = default;
        if (nameLength == 0 || _rest.Length < 2 + nameLength)
        {
            return false;
        }

        type = (EventStreamHeaderType)_rest[1 + nameLength];
        ReadOnlySpan<byte> rest = _rest[(2 + nameLength)..];
        switch (type)
        {
            case EventStreamHeaderType.True or EventStreamHeaderType.False:
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
                    return false;
                }

                prefix = 2;
                length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                break;
            default:
                return false;
        }

        return rest.Length >= prefix + length;
    }
}
