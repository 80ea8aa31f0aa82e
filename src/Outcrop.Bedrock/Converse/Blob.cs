using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>
/// Binary content: a file's bytes, or their base64 text as it stands in a request that is being passed on. The text is a view over the request's memory and is copied
/// straight into the upstream body, so that an image of megabytes is neither decoded nor encoded on its way. Immutable.
/// </summary>
public readonly struct Blob : IEquatable<Blob>
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly bool _isBase64;

    /// <summary>Wraps a file's bytes. They are not copied and must not change while the request lives.</summary>
    /// <param name="bytes">The bytes.</param>
    public Blob(ReadOnlyMemory<byte> bytes) => _data = bytes;

    private Blob(ReadOnlyMemory<byte> data, bool isBase64)
    {
        _data = data;
        _isBase64 = isBase64;
    }

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => _data.IsEmpty;

    /// <summary>How many bytes the base64 text has, or will have.</summary>
    internal int Base64Length => _isBase64 ? _data.Length : Base64.GetMaxEncodedToUtf8Length(_data.Length);

    /// <summary>Wraps base64 text without decoding it. The text is not copied and must not change while the request lives.</summary>
    /// <param name="base64">ASCII of the standard alphabet, padded, without white space.</param>
    /// <exception cref="FormatException">The text is no base64.</exception>
    public static Blob FromBase64(ReadOnlyMemory<byte> base64) =>
        Base64.IsValid(base64.Span) && base64.Span.IndexOfAny(" \t\r\n"u8) < 0 ? new Blob(base64, isBase64: true) : throw new FormatException("The data is no base64.");

    /// <summary>Wraps bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator Blob(byte[] bytes) => new(bytes);

    /// <summary>Wraps bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator Blob(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>The file's bytes: the ones it was made of, or a decoded copy.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        if (!_isBase64)
        {
            return _data;
        }

        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(_data.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(_data.Span, bytes, out _, out int written);
        return status == OperationStatus.Done ? bytes.AsMemory(0, written) : throw new FormatException("The data is no base64.");
    }

    /// <summary>Copies the first bytes, enough to tell a file's format.</summary>
    /// <param name="start">Where to.</param>
    /// <returns>How many there are.</returns>
    internal int CopyStart(Span<byte> start)
    {
        if (!_isBase64)
        {
            int length = Math.Min(start.Length, _data.Length);
            _data.Span[..length].CopyTo(start);
            return length;
        }

        int quads = Math.Min(start.Length / 3, _data.Length / 4);
        Base64.DecodeFromUtf8(_data.Span[..(quads * 4)], start, out _, out int written);
        return written;
    }

    /// <summary>Writes the base64 text as a JSON string; one copy, or one encoding, into the output.</summary>
    /// <param name="writer">The writer; a value is due.</param>
    internal void WriteValue(Utf8JsonWriter writer)
    {
        if (_isBase64)
        {
            // Base64's own alphabet needs no escape, which the segment writer sees in one pass.
            writer.WriteStringValueSegment(_data.Span, isFinalSegment: true);
        }
        else
        {
            writer.WriteBase64StringValue(_data.Span);
        }
    }

    /// <summary>Writes the base64 text behind a prefix as one JSON string, such as a data URL.</summary>
    /// <param name="writer">The writer; a value is due.</param>
    /// <param name="prefix">What comes before; nothing in it needs an escape.</param>
    internal void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<byte> prefix)
    {
        writer.WriteStringValueSegment(prefix, isFinalSegment: false);
        if (_isBase64)
        {
            writer.WriteStringValueSegment(_data.Span, isFinalSegment: true);
            return;
        }

        // The writer takes no base64 segment behind a text segment, so the bytes are encoded in pieces that fit the stack.
        const int Piece = 3 * 512;
        Span<byte> encoded = stackalloc byte[4 * 512];
        ReadOnlySpan<byte> rest = _data.Span;
        do
        {
            ReadOnlySpan<byte> piece = rest[..Math.Min(Piece, rest.Length)];
            rest = rest[piece.Length..];
            Base64.EncodeToUtf8(piece, encoded, out _, out int written);
            writer.WriteStringValueSegment(encoded[..written], isFinalSegment: rest.IsEmpty);
        }
        while (!rest.IsEmpty);
    }

    /// <inheritdoc/>
    public bool Equals(Blob other) => _isBase64 == other._isBase64 ? _data.Span.SequenceEqual(other._data.Span) : ToBytes().Span.SequenceEqual(other.ToBytes().Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Blob other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Bytes and their base64 text are equal, so only what both can tell cheaply goes in.
        Span<byte> start = stackalloc byte[48];
        var hash = default(HashCode);
        hash.AddBytes(start[..CopyStart(start)]);
        return hash.ToHashCode();
    }

    /// <summary>Its size, never its content.</summary>
    public override string ToString() => $"Blob({(_isBase64 ? Base64.GetMaxDecodedFromUtf8Length(_data.Length) : _data.Length)} bytes)";
}
