using System.Text;
using Outcrop.Wire.Buffers;

namespace Outcrop.Wire.Sse;

/// <summary>
/// Turns bytes, in any split, into server-sent events as WHATWG HTML section 9.2 says: a byte order mark at the start is skipped, lines end in
/// CR, LF or CRLF, comments and unknown fields are passed over, an event without its blank line at the end of the stream is discarded. Not thread-safe.
/// </summary>
public sealed class SseDecoder : IDisposable
{
    private readonly PooledBufferWriter _line = new(1024);
    private readonly StringBuilder _data = new();
    private readonly Queue<SseEvent> _ready = new();
    private readonly int _maxEventLength;
    private string _name = "";
    private string? _lastEventId;
    private bool _hasData;
    private bool _afterCarriageReturn;
    private bool _started;
    private bool _tooLarge;

    /// <summary>Creates a decoder.</summary>
    /// <param name="maxEventLength">The most bytes a line, or characters an event's data, may hold. Default 16 MiB.</param>
    public SseDecoder(int maxEventLength = 16 * 1024 * 1024) => _maxEventLength = maxEventLength;

    /// <summary>Feeds bytes.</summary>
    /// <param name="bytes">Any number of bytes.</param>
    /// <exception cref="BodyTooLargeException">A line or an event is longer than allowed. Every later call throws it again, since what follows would be read from its middle.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_tooLarge)
        {
            throw TooLarge();
        }

        while (!bytes.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (bytes[0] == (byte)'\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            if (part.Length > _maxEventLength - _line.WrittenCount)
            {
                throw TooLarge();
            }

            _line.Write(part);
            if (end < 0)
            {
                return;
            }

            _afterCarriageReturn = bytes[end] == (byte)'\r';
            bytes = bytes[(end + 1)..];
            TakeLine();
        }
    }

    /// <summary>Takes the next whole event.</summary>
    /// <param name="sseEvent">The event.</param>
    /// <returns><see langword="false"/> when more bytes are needed.</returns>
    public bool TryRead(out SseEvent sseEvent) => _ready.TryDequeue(out sseEvent);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => _line.Dispose();

    private BodyTooLargeException TooLarge()
    {
        _tooLarge = true;
        return new BodyTooLargeException(_maxEventLength);
    }

    private void TakeLine()
    {
        ReadOnlySpan<byte> line = _line.WrittenSpan;
        if (!_started)
        {
            _started = true;
            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        if (line.IsEmpty)
        {
            Dispatch();
        }
        else
        {
            int colon = line.IndexOf((byte)':');
            ReadOnlySpan<byte> field = colon < 0 ? line : line[..colon];
            ReadOnlySpan<byte> value = colon < 0 ? default : line[(colon + 1)..];
            TakeField(field, value.StartsWith(" "u8) ? value[1..] : value);
        }

        _line.Clear();
    }

    private void TakeField(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData)
            {
                _data.Append('\n');
            }

            _hasData = true;
            _data.Append(Encoding.UTF8.GetString(value));
            if (_data.Length > _maxEventLength)
            {
                throw TooLarge();
            }
        }
        else if (field.SequenceEqual("event"u8))
        {
            _name = Encoding.UTF8.GetString(value);
        }
        else if (field.SequenceEqual("id"u8) && !value.Contains((byte)0))
        {
            _lastEventId = Encoding.UTF8.GetString(value);
        }
    }

    private void Dispatch()
    {
        if (_hasData)
        {
            _ready.Enqueue(new SseEvent(_name.Length == 0 ? "message" : _name, _data.ToString(), _lastEventId));
        }

        _name = "";
        _hasData = false;
        _data.Clear();
    }
}
