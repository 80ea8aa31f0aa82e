using System.Globalization;
using System.Text;

namespace Outcrop.Gateway.Logging;

/// <summary>Keeps one event on one line: control characters, line separators and direction marks come out as <c>\uXXXX</c>.</summary>
internal static class LogText
{
    /// <summary>Escapes a text.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        int first = 0;
        while (first < text.Length && !IsUnsafe(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var result = new StringBuilder(text, 0, first, text.Length + 16);
        for (int index = first; index < text.Length; index++)
        {
            char character = text[index];
            if (IsUnsafe(character))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    /// <summary>Whether a character can break a line, drive a terminal or turn text around.</summary>
    /// <param name="character">The character.</param>
    public static bool IsUnsafe(char character) =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
