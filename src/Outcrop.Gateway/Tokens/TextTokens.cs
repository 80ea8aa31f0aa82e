namespace Outcrop.Gateway.Tokens;

/// <summary>
/// Guesses how many tokens a text is, without any model's vocabulary. Runs of Latin letters are counted as words, since tokenizers cut them into pieces of about six letters; other scripts by the letters that the vocabularies of today's
/// models spend a token on; marks by themselves.
/// </summary>
internal static class TextTokens
{
    /// <summary>Thousandths of a token.</summary>
    private const int Token = 1_000;

    /// <summary>The guess.</summary>
    /// <param name="text">The text.</param>
    public static int Estimate(ReadOnlySpan<char> text)
    {
        long cost = 0;
        int i = 0;
        while (i < text.Length)
        {
            char first = text[i];
            int end = i + 1;
            if (char.IsAsciiLetter(first))
            {
                while (end < text.Length && (char.IsAsciiLetterLower(text[end]) || (char.IsAsciiLetterUpper(text[end]) && char.IsAsciiLetterUpper(text[end - 1]))))
                {
                    end++;
                }

                cost += Word(end - i, char.IsAsciiLetterUpper(text[end - 1]) && end - i > 1);
            }
            else if (char.IsAsciiDigit(first))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                cost += (end - i + 2) / 3 * Token;
            }
            else if (first is ' ' or '\t' or '\n' or '\r')
            {
                while (end < text.Length && text[end] is ' ' or '\t' or '\n' or '\r')
                {
                    end++;
                }

                // One space belongs to the word behind it.
                cost += first == ' ' && end - i == 1 ? 0 : Token;
            }
            else
            {
                cost += Other(first);
            }

            i = end;
        }

        return (int)Math.Min(int.MaxValue, (cost + Token - 1) / Token);
    }

    private static int Word(int letters, bool capitals) => capitals ? Math.Max(Token, letters * Token / 3) : letters <= 7 ? Token : Token + ((letters - 7) * Token / 5);

    /// <summary>What one character beyond letters and digits of ASCII costs.</summary>
    private static int Other(char character) => character switch
    {
        < '\u0080' => 850,
        < '\u0250' => 900,
        < '\u0530' => 450,
        < '\u0900' => 600,
        < '\u1100' => 800,
        < '\u1200' => 1_100,
        < '\u2000' => 900,
        < '\u2E80' => 1_000,
        < '\uA000' => 1_150,
        < '\uAC00' => 1_300,
        < '\uD7B0' => 1_200,
        >= '\uD800' and < '\uE000' => 1_250,
        _ => 1_150,
    };
}
