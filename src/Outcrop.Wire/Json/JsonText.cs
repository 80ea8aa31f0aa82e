using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Outcrop.Wire.Json;

/// <summary>
/// The characters of a JSON string as they stand between its quotation marks, escapes included. Such bytes are valid in any other
/// JSON document as they are, so a translation copies them instead of decoding and encoding them again. A view over someone else's memory.
/// </summary>
public readonly struct JsonText
{
    private readonly bool _escaped;

    /// <summary>Wraps the bytes between two quotation marks.</summary>
    /// <param name="utf8">The bytes, taken from a document that has been parsed.</param>
    /// <param name="escaped">Whether a backslash is among them.</param>
    public JsonText(ReadOnlyMemory<byte> utf8, bool escaped)
    {
        Utf8 = utf8;
        _escaped = escaped;
    }

    /// <summary>The bytes as they stand on the wire, valid between quotation marks.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Whether the bytes hold an escape.</summary>
    public bool IsEscaped => _escaped;

    /// <summary>Whether there is no character.</summary>
    public bool IsEmpty => Utf8.IsEmpty;

    /// <summary>Wraps the string token a reader stands on.</summary>
    /// <param name="reader">A reader over one whole span.</param>
    /// <param name="document">The memory that the reader reads, from its first byte.</param>
    public static JsonText From(ref Utf8JsonReader reader, ReadOnlyMemory<byte> document)
    {
        int start = checked((int)reader.TokenStartIndex) + 1;
        return new JsonText(document.Slice(start, reader.ValueSpan.Length), reader.ValueIsEscaped);
    }

    /// <summary>The decoded text.</summary>
    /// <exception cref="FormatException">The bytes are not UTF-8, or an escape is broken or half of a surrogate pair.</exception>
    public string GetString()
    {
        RefuseBadUtf8();
        if (!_escaped)
        {
            return Encoding.UTF8.GetString(Utf8.Span);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(Utf8.Length);
        try
        {
            return Encoding.UTF8.GetString(rented, 0, Unescape(rented));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes the decoded text as UTF-8. Allocates nothing.</summary>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="FormatException">The bytes are not UTF-8, or an escape is broken or half of a surrogate pair. Nothing has been written then.</exception>
    public void CopyDecodedTo(IBufferWriter<byte> output)
    {
        RefuseBadUtf8();
        Span<byte> room = output.GetSpan(Math.Max(Utf8.Length, 1));
        if (_escaped)
        {
            output.Advance(Unescape(room));
            return;
        }

        Utf8.Span.CopyTo(room);
        output.Advance(Utf8.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => GetString();

    /// <summary>Utf8JsonReader passes bad UTF-8 through; replacing it by U+FFFD would alter an answer without a word.</summary>
    private void RefuseBadUtf8()
    {
        if (!System.Text.Unicode.Utf8.IsValid(Utf8.Span))
        {
            throw new FormatException("A JSON string is not valid UTF-8.");
        }
    }

    /// <summary>Decoded text is never longer than its escaped form, so a span of the same length always suffices.</summary>
    private int Unescape(Span<byte> output)
    {
        ReadOnlySpan<byte> rest = Utf8.Span;
        int written = 0;
        while (true)
        {
            int plain = rest.IndexOf((byte)'\\');
            if (plain < 0)
            {
                rest.CopyTo(output[written..]);
                return written + rest.Length;
            }

            rest[..plain].CopyTo(output[written..]);
            written += plain;
            rest = rest[plain..];
            int consumed = 2;
            byte kind = rest.Length > 1 ? rest[1] : (byte)0;
            if (kind == (byte)'u')
            {
                Rune rune = DecodeUnicode(rest, out consumed);
                written += rune.EncodeToUtf8(output[written..]);
            }
            else
            {
                output[written++] = kind switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'"' or (byte)'\\' or (byte)'/' => kind,
                    _ => throw new FormatException("A JSON string has an unknown escape."),
                };
            }

            rest = rest[consumed..];
        }
    }

    private static Rune DecodeUnicode(ReadOnlySpan<byte> escape, out int consumed)
    {
        char first = ReadHex(escape);
        consumed = 6;
        if (!char.IsSurrogate(first))
        {
            return new Rune(first);
        }

        if (char.IsHighSurrogate(first) && escape.Length >= 12 && escape[6] == (byte)'\\' && escape[7] == (byte)'u')
        {
            char second = ReadHex(escape[6..]);
            if (char.IsLowSurrogate(second))
            {
                consumed = 12;
                return new Rune(first, second);
            }
        }

        throw new FormatException("A JSON string has half of a surrogate pair.");
    }

    private static char ReadHex(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && Utf8Parser.TryParse(escape.Slice(2, 4), out ushort value, out int digits, 'x') && digits == 4
            ? (char)value
            : throw new FormatException("A JSON string has a broken \\u escape.");
}
