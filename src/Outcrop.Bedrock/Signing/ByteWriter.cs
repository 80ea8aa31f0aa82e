using System.Buffers;
using System.Text;

namespace Outcrop.Bedrock.Signing;

/// <summary>Bytes that start on the stack and move to the shared pool when they outgrow it, so that signing leaves nothing on the heap. Dispose it once.</summary>
internal ref struct ByteWriter
{
    private byte[]? _rented;
    private Span<byte> _buffer;
    private int _length;

    public ByteWriter(Span<byte> initial)
    {
        _buffer = initial;
        _rented = null;
        _length = 0;
    }

    /// <summary>How many bytes stand in it.</summary>
    public readonly int Length => _length;

    /// <summary>The bytes; valid until the next write.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Write(byte value)
    {
        Ensure(1);
        _buffer[_length++] = value;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Write(scoped ReadOnlySpan<char> text)
    {
        Ensure(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer[_length..]);
    }

    /// <summary>Appends bytes as lower-case hexadecimal digits.</summary>
    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length * 2);
        for (int i = 0; i < bytes.Length; i++)
        {
            _buffer[_length++] = HexDigit(bytes[i] >> 4);
            _buffer[_length++] = HexDigit(bytes[i] & 15);
        }
    }

    /// <summary>Forgets everything from a position on.</summary>
    public void Truncate(int length) => _length = length;

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        this = default;
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private void Ensure(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }

        byte[] grown = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), _buffer.Length * 2));
        _buffer[.._length].CopyTo(grown);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        _rented = grown;
        _buffer = grown;
    }
}
