using System.Text;

namespace Outcrop.Bedrock.Signing;

/// <summary>AWS's URI encoding: every byte but RFC 3986's unreserved characters becomes <c>%XX</c> in capitals. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.</summary>
internal static class UriEncoder
{
    private static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    /// <summary>Encodes text.</summary>
    /// <param name="text">The text; its UTF-8 bytes are what is encoded.</param>
    /// <param name="keepSlash">Whether a slash stays as it is, as in a path.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ReadOnlySpan<char> text, bool keepSlash, ref ByteWriter output)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(utf8);
            for (int i = 0; i < count; i++)
            {
                WriteByte(utf8[i], keepSlash, ref output);
            }
        }
    }

    /// <summary>Encodes text that is percent-encoded already, by whatever rules, into the canonical form.</summary>
    /// <param name="text">The text as it stands on the wire.</param>
    /// <param name="output">Where it goes.</param>
    public static void WriteReencoded(ReadOnlySpan<char> text, ref ByteWriter output)
    {
        while (!text.IsEmpty)
        {
            int percent = text.IndexOf('%');
            if (percent < 0)
            {
                Write(text, keepSlash: false, ref output);
                return;
            }

            Write(text[..percent], keepSlash: false, ref output);
            text = text[percent..];
            if (text.Length >= 3 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
            {
                WriteByte((byte)((Value(text[1]) << 4) | Value(text[2])), keepSlash: false, ref output);
                text = text[3..];
            }
            else
            {
                WriteByte((byte)'%', keepSlash: false, ref output);
                text = text[1..];
            }
        }
    }

    private static void WriteByte(byte value, bool keepSlash, ref ByteWriter output)
    {
        if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' || (keepSlash && value == (byte)'/'))
        {
            output.Write(value);
            return;
        }

        output.Write((byte)'%');
        output.Write(Hex[value >> 4]);
        output.Write(Hex[value & 15]);
    }

    private static int Value(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
