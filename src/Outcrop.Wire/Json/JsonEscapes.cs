using System.Globalization;

namespace Outcrop.Wire.Json;

/// <summary>What can be said about the escapes of a JSON string without decoding it.</summary>
internal static class JsonEscapes
{
    /// <summary>Whether one of the <c>\uXXXX</c> escapes is half of a surrogate pair. A pair is two escapes side by side; valid UTF-8 holds no half.</summary>
    /// <param name="text">The bytes between the quotation marks, as a JSON reader has accepted them.</param>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        // Prompts have an escape in every line, and hardly ever one of this kind.
        if (text.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        bool halfOpen = false;
        while (true)
        {
            int plain = text.IndexOf((byte)'\\');
            if (plain != 0 && halfOpen)
            {
                return true;
            }

            if (plain < 0)
            {
                return false;
            }

            text = text[plain..];
            bool isUnicode = text[1] == (byte)'u';
            ushort unit = isUnicode ? ushort.Parse(text.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : (ushort)0;
            if (char.IsLowSurrogate((char)unit) != halfOpen)
            {
                return true;
            }

            halfOpen = char.IsHighSurrogate((char)unit);
            text = text[(isUnicode ? 6 : 2)..];
        }
    }
}
