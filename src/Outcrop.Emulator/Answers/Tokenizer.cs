using System.Globalization;
using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// A deterministic stand-in for the models' tokenizers: a token is white space with up to eight letters or digits of ASCII, or with one other
/// character. The tokens of a text, put together, are the text, so usage, streams and limits agree.
/// </summary>
internal static class Tokenizer
{
    private const int LongestWord = 8;

    public static List<string> Split(string text)
    {
        var tokens = new List<string>();
        int start = 0;
        int letters = 0;
        bool other = false;
        for (int i = 0; i < text.Length;)
        {
            // A grapheme's parts stay together: half an emoji is no token. Between ASCII neighbours there is nothing to look up.
            bool plain = char.IsAscii(text[i]) && text[i] != '\r' && (i + 1 == text.Length || char.IsAscii(text[i + 1]));
            int length = plain ? 1 : StringInfo.GetNextTextElementLength(text.AsSpan(i));
            char first = text[i];
            bool space = char.IsWhiteSpace(first);
            bool letter = length == 1 && char.IsAsciiLetterOrDigit(first);
            if ((space && (letters > 0 || other)) || (letter && (other || letters == LongestWord)) || (!space && !letter && (letters > 0 || other)))
            {
                tokens.Add(text[start..i]);
                start = i;
                letters = 0;
                other = false;
            }

            letters += letter ? 1 : 0;
            other |= !space && !letter;
            i += length;
        }

        if (start < text.Length)
        {
            tokens.Add(text[start..]);
        }

        return tokens;
    }

    public static int Count(string text) => text.Length == 0 ? 0 : Split(text).Count;

    /// <summary>The weight of JSON, such as tool schemas and arguments.</summary>
    public static int CountJson(ReadOnlySpan<byte> json) => (json.Length + 3) / 4;

    public static int CountJson(string json) => (Encoding.UTF8.GetByteCount(json) + 3) / 4;
}
