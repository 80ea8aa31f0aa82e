using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Outcrop.Wire.EventStream;

/// <summary>
/// Turns bytes, in any split, into checked frames of <c>application/vnd.amazon.eventstream</c>. Feed it with
/// <see cref="Append"/> (or <see cref="GetMemory"/> and <see cref="Advance"/>), take frames with <see cref="TryRead"/>,
/// and say <see cref="Complete"/> when the bytes end. Lengths are checked against <see cref="EventStreamLimits"/> and the
/// prelude's CRC before a buffer grows for them. After the first fault every call throws that fault again.
/// Not thread-safe. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html (frame layout).
/// </summary>
public sealed class EventStreamDecoder : IDisposable
{
    private const int InitialBuffer = 16 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private EventStreamException? _fault;
    private bool _disposed;

    /// <summary>Bytes that were fed and not yet handed out as frames.</summary>
    public int BufferedLength => _end - _start;

    /// <summary>Feeds bytes. Invalidates the last frame.</summary>
    /// <param name="bytes">Any number of bytes, none included.</param>
    /// <exception cref="EventStreamException">An earlier fault, or the prelude at hand is unsound.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowIfPoisoned();
        if (bytes.IsEmpty)
        {
            return;
        }

        bytes.CopyTo(GetMemory(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>Room to read into directly; follow it with <see cref="Advance"/>. Invalidates the last frame.</summary>
    /// <param name="sizeHint">The least number of bytes wanted; 0 for whatever is at hand, at least 1.</param>
    /// <exception cref="EventStreamException">An earlier fault, or the prelude at hand is unsound.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfPoisoned();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_start == _end)
        {
            // Nothing is kept, so the whole buffer is free again and no read gets only its last few bytes.
            _start = _end = 0;
        }

        // A prelude may claim 24 MiB and nothing follow: the buffer doubles with what arrives instead of believing the claim.
        int missing = Math.Min(PendingFrameLength() - BufferedLength, Math.Max(BufferedLength, InitialBuffer));
        int wanted = Math.Max(Math.Max(sizeHint, 1), missing);
        if (_buffer.Length - _end < wanted)
        {
            MakeRoom(wanted);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how many bytes were written into <see cref="GetMemory"/>'s room.</summary>
    /// <param name="count">The number of bytes.</param>
    /// <exception cref="EventStreamException">An earlier fault.</exception>
    public void Advance(int count)
    {
        ThrowIfPoisoned();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Takes the next whole frame, if all its bytes are there.</summary>
    /// <param name="frame">The frame; valid until the next call on this decoder.</param>
    /// <returns><see langword="false"/> when more bytes are needed.</returns>
    /// <exception cref="EventStreamException">The bytes are no valid frame, or an earlier fault.</exception>
    public bool TryRead(out EventStreamFrame frame)
    {
        ThrowIfPoisoned();
        frame = default;
        int total = PendingFrameLength();
        if (total == 0 || BufferedLength < total)
        {
            return false;
        }

        ReadOnlyMemory<byte> bytes = _buffer.AsMemory(_start, total);
        ReadOnlySpan<byte> span = bytes.Span;
        if (Crc32.HashToUInt32(span[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(span[^4..]))
        {
            throw Poison(EventStreamFault.MessageChecksum, "An event-stream frame does not match its checksum.");
        }

        int headersLength = (int)BinaryPrimitives.ReadUInt32BigEndian(span[4..]);
        if (!EventStreamHeaderCheck.IsSound(span.Slice(EventStreamLimits.PreludeLength, headersLength)))
        {
            throw Poison(EventStreamFault.MalformedHeader, "A header of an event-stream frame is malformed, stands twice or is not UTF-8.");
        }

        frame = new EventStreamFrame(bytes, headersLength);
        _start += total;
        return true;
    }

    /// <summary>Says that no more bytes come.</summary>
    /// <exception cref="EventStreamException"><see cref="EventStreamFault.Truncated"/>: bytes of an unfinished frame are left.</exception>
    public void Complete()
    {
        ThrowIfPoisoned();
        if (BufferedLength > 0)
        {
            throw Poison(EventStreamFault.Truncated, "The event stream ended inside a frame.");
        }
    }

    /// <summary>Gives the buffer back. Frames handed out before are no longer valid.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        _disposed = true;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The length of the frame whose prelude is at hand and sound; 0 while the prelude is incomplete.</summary>
    private int PendingFrameLength()
    {
        if (BufferedLength < EventStreamLimits.PreludeLength)
        {
            return 0;
        }

        ReadOnlySpan<byte> prelude = _buffer.AsSpan(_start, EventStreamLimits.PreludeLength);
        if (Crc32.HashToUInt32(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]))
        {
            throw Poison(EventStreamFault.PreludeChecksum, "The prelude of an event-stream frame does not match its checksum.");
        }

        uint total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        uint headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (headers > EventStreamLimits.MaxHeadersLength)
        {
            throw Poison(EventStreamFault.HeadersLength, $"The headers of an event-stream frame claim {headers} bytes; at most {EventStreamLimits.MaxHeadersLength} are allowed.");
        }

        if (total < EventStreamLimits.Overhead)
        {
            throw Poison(EventStreamFault.FrameLength, $"An event-stream frame claims {total} bytes; at least {EventStreamLimits.Overhead} are needed.");
        }

        if (headers > total - EventStreamLimits.Overhead)
        {
            throw Poison(EventStreamFault.HeadersLength, "The headers of an event-stream frame claim to be longer than the frame.");
        }

        if (total - EventStreamLimits.Overhead - headers > EventStreamLimits.MaxPayloadLength)
        {
            throw Poison(EventStreamFault.FrameLength, $"The payload of an event-stream frame claims more than {EventStreamLimits.MaxPayloadLength} bytes.");
        }

        return (int)total;
    }

    private void MakeRoom(int wanted)
    {
        int kept = BufferedLength;
        byte[] old = _buffer;
        if (old.Length - kept < wanted)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(InitialBuffer, checked(kept + wanted)));
        }

        old.AsSpan(_start, kept).CopyTo(_buffer);
        _start = 0;
        _end = kept;
        if (!ReferenceEquals(old, _buffer) && old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }

    private void ThrowIfPoisoned()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_fault is { } fault)
        {
            throw new EventStreamException(fault.Fault, fault.Message);
        }
    }

    private EventStreamException Poison(EventStreamFault fault, string message) => _fault = new EventStreamException(fault, message);
}
