using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Outcrop.Wire.Buffers;

namespace Outcrop.Wire.EventStream;

/// <summary>
/// Builds one frame after another: add headers in the order they shall stand, then <see cref="WriteFrame"/>.
/// Not thread-safe; meant to be kept for a whole stream, since its buffers are reused. Names are not compared: whoever adds one twice writes a
/// frame that readers refuse.
/// </summary>
public sealed class EventStreamWriter : IDisposable
{
    private readonly PooledBufferWriter _headers = new(256);

    /// <summary>Adds a Boolean header.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8.</param>
    /// <param name="value">The value.</param>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, bool value)
    {
        WriteName(name, value ? EventStreamHeaderType.True : EventStreamHeaderType.False);
        return this;
    }

    /// <summary>Adds an 8-bit integer header.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, bool)"/>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, sbyte value)
    {
        WriteName(name, EventStreamHeaderType.Int8);
        _headers.GetSpan(1)[0] = (byte)value;
        _headers.Advance(1);
        return this;
    }

    /// <summary>Adds a 16-bit integer header.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, bool)"/>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, short value)
    {
        WriteName(name, EventStreamHeaderType.Int16);
        BinaryPrimitives.WriteInt16BigEndian(_headers.GetSpan(2), value);
        _headers.Advance(2);
        return this;
    }

    /// <summary>Adds a 32-bit integer header.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, bool)"/>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, int value)
    {
        WriteName(name, EventStreamHeaderType.Int32);
        BinaryPrimitives.WriteInt32BigEndian(_headers.GetSpan(4), value);
        _headers.Advance(4);
        return this;
    }

    /// <summary>Adds a 64-bit integer header.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, bool)"/>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, long value) => AddLong(name, EventStreamHeaderType.Int64, value);

    /// <summary>Adds a timestamp header.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8.</param>
    /// <param name="milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
    public EventStreamWriter AddTimestamp(ReadOnlySpan<byte> name, long milliseconds) => AddLong(name, EventStreamHeaderType.Timestamp, milliseconds);

    /// <summary>Adds a UUID header.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, bool)"/>
    public EventStreamWriter Add(ReadOnlySpan<byte> name, Guid value)
    {
        WriteName(name, EventStreamHeaderType.Uuid);
        value.TryWriteBytes(_headers.GetSpan(16), bigEndian: true, out _);
        _headers.Advance(16);
        return this;
    }

    /// <summary>Adds a bytes header.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8.</param>
    /// <param name="value">At most 65,535 bytes.</param>
    public EventStreamWriter AddBytes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => AddSized(name, EventStreamHeaderType.Bytes, value);

    /// <summary>Adds a string header.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8.</param>
    /// <param name="utf8">At most 65,535 bytes of UTF-8.</param>
    public EventStreamWriter AddString(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8) => AddSized(name, EventStreamHeaderType.String, utf8);

    /// <summary>Adds a string header.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8.</param>
    /// <param name="value">At most 65,535 bytes in UTF-8.</param>
    public EventStreamWriter AddString(ReadOnlySpan<byte> name, string value) => AddSized(name, EventStreamHeaderType.String, Encoding.UTF8.GetBytes(value));

    /// <summary>Copies a decoded header as it is.</summary>
    /// <param name="header">The header.</param>
    public EventStreamWriter Add(EventStreamHeader header)
    {
        switch (header.Type)
        {
            case EventStreamHeaderType.Bytes or EventStreamHeaderType.String:
                return AddSized(header.Name, header.Type, header.Value);
            case EventStreamHeaderType.True or EventStreamHeaderType.False or EventStreamHeaderType.Int8 or EventStreamHeaderType.Int16
                or EventStreamHeaderType.Int32 or EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp or EventStreamHeaderType.Uuid:
                WriteName(header.Name, header.Type);
                _headers.Write(header.Value);
                return this;
            default:
                throw new ArgumentOutOfRangeException(nameof(header), $"Unknown header type {(byte)header.Type}.");
        }
    }

    /// <summary>Writes the frame of the headers added since the last frame, and forgets them.</summary>
    /// <param name="output">Where the frame goes.</param>
    /// <param name="payload">The payload, at most <see cref="EventStreamLimits.MaxPayloadLength"/> bytes.</param>
    public void WriteFrame(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> headers = _headers.WrittenSpan;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headers.Length, EventStreamLimits.MaxHeadersLength, "headers");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, EventStreamLimits.MaxPayloadLength, nameof(payload));
        int total = EventStreamLimits.Overhead + headers.Length + payload.Length;
        Span<byte> frame = output.GetSpan(total)[..total];
        BinaryPrimitives.WriteInt32BigEndian(frame, total);
        BinaryPrimitives.WriteInt32BigEndian(frame[4..], headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc32.HashToUInt32(frame[..8]));
        headers.CopyTo(frame[EventStreamLimits.PreludeLength..]);
        payload.CopyTo(frame[(EventStreamLimits.PreludeLength + headers.Length)..]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], Crc32.HashToUInt32(frame[..^4]));
        output.Advance(total);
        _headers.Clear();
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _headers.Dispose();

    private EventStreamWriter AddLong(ReadOnlySpan<byte> name, EventStreamHeaderType type, long value)
    {
        WriteName(name, type);
        BinaryPrimitives.WriteInt64BigEndian(_headers.GetSpan(8), value);
        _headers.Advance(8);
        return this;
    }

    private EventStreamWriter AddSized(ReadOnlySpan<byte> name, EventStreamHeaderType type, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue, nameof(value));
        WriteName(name, type);
        BinaryPrimitives.WriteUInt16BigEndian(_headers.GetSpan(2), (ushort)value.Length);
        _headers.Advance(2);
        _headers.Write(value);
        return this;
    }

    private void WriteName(ReadOnlySpan<byte> name, EventStreamHeaderType type)
    {
        ArgumentOutOfRangeException.ThrowIfZero(name.Length, nameof(name));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, byte.MaxValue, nameof(name));
        Span<byte> span = _headers.GetSpan(name.Length + 2);
        span[0] = (byte)name.Length;
        name.CopyTo(span[1..]);
        span[1 + name.Length] = (byte)type;
        _headers.Advance(name.Length + 2);
    }
}
