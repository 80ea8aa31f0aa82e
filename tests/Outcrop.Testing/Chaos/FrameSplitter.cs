using System.Buffers.Binary;

namespace Outcrop.Testing.Chaos;

/// <summary>Tells where the frames of an event stream begin. A frame's prelude is never split.</summary>
internal sealed class FrameSplitter
{
    private const int PreludeLength = 12;
    private byte[] _held = [];
    private long _position;
    private int _frame;
    private int _at;
    private long _length;

    public IEnumerable<Piece> Feed(ReadOnlyMemory<byte> bytes)
    {
        if (_held.Length > 0)
        {
            bytes = (byte[])[.. _held, .. bytes.Span];
            _held = [];
        }

        while (!bytes.IsEmpty)
        {
            if (_at == _length)
            {
                if (bytes.Length < PreludeLength)
                {
                    _held = bytes.ToArray();
                    yield break;
                }

                // Whatever is announced, the frame has its prelude.
                _length = Math.Max(PreludeLength, BinaryPrimitives.ReadUInt32BigEndian(bytes.Span));
                _frame++;
                _at = 0;
            }

            int count = (int)Math.Min(_length - _at, bytes.Length);
            yield return new Piece(PieceKind.Body, bytes[..count], _position, _frame, _at, (int)Math.Min(int.MaxValue, _length));
            _position += count;
            _at += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>What is no whole prelude at the end.</summary>
    public IEnumerable<Piece> End()
    {
        if (_held.Length > 0)
        {
            yield return new Piece(PieceKind.Body, _held, _position, _frame + 1, 0, _held.Length);
            _held = [];
        }
    }
}
