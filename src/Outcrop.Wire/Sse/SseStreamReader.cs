using System.Buffers;
using Outcrop.Wire.Buffers;

namespace Outcrop.Wire.Sse;

/// <summary>
/// Reads server-sent events from a <see cref="Stream"/> as views over one pooled buffer: the same rules as <see cref="SseDecoder"/>, and no allocation per event.
/// It owns neither the stream nor its lifetime. Not thread-safe.
/// </summary>
public sealed class SseStreamReader : IDisposable
{
    private const int InitialLength = 8 * 1024;
    private readonly Stream _source;
    private readonly int _maxEventLength;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialLength);
    private byte[] _name = new byte[32];
    private int _nameLength;
    private int _start;
    private int _next;
    private int _scanned;
    private int _end;
    private int _dataStart = -1;
    private int _dataEnd;
    private bool _skipLineFeed;
    private bool _begun;
    private bool _delivered;

    /// <summary>Creates a reader.</summary>
    /// <param name="source">The bytes; read until their end.</param>
    /// <param name="maxEventLength">The most bytes one event may have. Default: 16 MiB.</param>
    public SseStreamReader(Stream source, int maxEventLength = 16 * 1024 * 1024)
    {
        _source = source;
        _maxEventLength = maxEventLength;
    }

    /// <summary>The name of the event the last successful read gave; empty where it has none. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Name => _delivered ? _name.AsMemory(0, _nameLength) : default;

    /// <summary>The data of the event the last successful read gave, its lines joined by <c>\n</c>. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _delivered ? _buffer.AsMemory(_dataStart, _dataEnd - _dataStart) : default;

    /// <summary>Takes an event that is already buffered, without waiting for bytes.</summary>
    /// <returns>Whether <see cref="Name"/> and <see cref="Data"/> are a new event's.</returns>
    /// <exception cref="BodyTooLargeException">The event is longer than allowed.</exception>
    public bool TryReadBuffered()
    {
        if (_delivered)
        {
            Forget();
        }

        while (TryTakeLine(out int start, out int length))
        {
            if (length > 0)
            {
                TakeField(start, length);
            }
            else if (_dataStart >= 0)
            {
                _delivered = true;
                return true;
            }
            else
            {
                // An event without data is none, and its name goes with it.
                _nameLength = 0;
            }

            if (_dataStart < 0)
            {
                _start = _next;
            }
        }

        return _end - _start <= _maxEventLength ? false : throw new BodyTooLargeException(_maxEventLength);
    }

    /// <summary>Reads the next event.</summary>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns><see langword="false"/> when the stream has ended; an event without its closing blank line is discarded. Whether that end was proper is for the reader of the events to say.</returns>
    /// <exception cref="BodyTooLargeException">The event is longer than allowed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!TryReadBuffered())
        {
            MakeRoom();
            int count = await _source.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            _end += count;
        }

        return true;
    }

    /// <summary>Gives the buffer back; the source stays open.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        if (buffer.Length > 0)
        {
            Forget();
            _buffer = [];
            (_start, _next, _scanned, _end) = (0, 0, 0, 0);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Forget()
    {
        _delivered = false;
        _dataStart = -1;
        _nameLength = 0;
        _start = _next;
    }

    private bool TryTakeLine(out int start, out int length)
    {
        if (_skipLineFeed && _next < _end)
        {
            _skipLineFeed = false;
            _next += _buffer[_next] == (byte)'\n' ? 1 : 0;
            _scanned = Math.Max(_scanned, _next);
        }

        start = _next;
        int found = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\r', (byte)'\n');
        if (found < 0)
        {
            _scanned = _end;
            length = 0;
            return false;
        }

        int end = _scanned + found;
        if (!_begun)
        {
            _begun = true;
            start += _buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8) ? 3 : 0;
        }

        length = end - start;
        _skipLineFeed = _buffer[end] == (byte)'\r';
        _next = _scanned = end + 1;
        return true;
    }

    private void TakeField(int start, int length)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, length);
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> field = colon < 0 ? line : line[..colon];
        ReadOnlySpan<byte> value = colon < 0 ? default : line[(colon + 1)..];
        value = value.StartsWith(" "u8) ? value[1..] : value;
        if (field.SequenceEqual("data"u8))
        {
            AddData(start + length - value.Length, value.Length);
        }
        else if (field.SequenceEqual("event"u8))
        {
            // Kept apart: joining data lines moves what stands between them.
            if (_name.Length < value.Length)
            {
                _name = new byte[value.Length];
            }

            value.CopyTo(_name);
            _nameLength = value.Length;
        }
    }

    /// <summary>The lines of one event are joined where they lie: each is moved up to the one before it, over bytes that have been read.</summary>
    private void AddData(int start, int length)
    {
        if (_dataStart < 0)
        {
            (_dataStart, _dataEnd) = (start, start + length);
            return;
        }

        _buffer[_dataEnd++] = (byte)'\n';
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(_dataEnd));
        _dataEnd += length;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        int length = _end - _start;
        byte[] target = length > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _next -= _start;
        _scanned -= _start;
        _dataEnd -= _start;
        _dataStart = _dataStart < 0 ? -1 : _dataStart - _start;
        _start = 0;
        _end = length;
    }
}
