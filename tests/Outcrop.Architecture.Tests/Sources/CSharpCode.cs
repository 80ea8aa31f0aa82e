namespace Outcrop.Architecture.Tests.Sources;

/// <summary>
/// Blanks the comments and the characters of literals in C# text, so that a rule that looks for a name finds code and nothing else. The holes of
/// interpolated strings stay, being code. Positions and lines do not move.
/// </summary>
internal static class CSharpCode
{
    public static string Blank(string text)
    {
        char[] output = text.ToCharArray();
        int position = 0;
        Code(text, output, ref position, closing: '\0');
        return new string(output);
    }

    /// <summary>Walks code to the end, or to the brace that closes the hole it stands in.</summary>
    private static void Code(string text, char[] output, ref int position, char closing)
    {
        int depth = 0;
        while (position < text.Length)
        {
            char c = text[position];
            char next = position + 1 < text.Length ? text[position + 1] : '\0';
            if (c == '/' && next == '/')
            {
                BlankTo(output, ref position, EndOfLine(text, position));
            }
            else if (c == '/' && next == '*')
            {
                int end = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                BlankTo(output, ref position, end < 0 ? text.Length : end + 2);
            }
            else if (c == '\'')
            {
                int end = position + 1;
                while (end < text.Length && text[end] != '\'')
                {
                    end += text[end] == '\\' ? 2 : 1;
                }

                BlankTo(output, ref position, Math.Min(end + 1, text.Length));
            }
            else if (c is '"' or '$' or '@' && TryLiteral(text, output, ref position))
            {
                continue;
            }
            else if (closing != '\0' && c == closing && depth == 0)
            {
                return;
            }
            else
            {
                depth += c switch { '{' => 1, '}' => -1, _ => 0 };
                position++;
            }
        }
    }

    private static bool TryLiteral(string text, char[] output, ref int position)
    {
        int start = position;
        int dollars = 0;
        bool verbatim = false;
        while (start < text.Length && text[start] is '$' or '@')
        {
            dollars += text[start] == '$' ? 1 : 0;
            verbatim |= text[start] == '@';
            start++;
        }

        if (start >= text.Length || text[start] != '"')
        {
            if (start == position)
            {
                return false;
            }

            position = start;
            return true;
        }

        int quotes = 0;
        while (start + quotes < text.Length && text[start + quotes] == '"')
        {
            quotes++;
        }

        bool raw = quotes >= 3 && !verbatim;
        int contents = start + (raw ? quotes : 1);
        BlankTo(output, ref position, contents);
        Contents(text, output, ref position, new Literal(dollars, verbatim, raw ? quotes : 0));
        return true;
    }

    private static void Contents(string text, char[] output, ref int position, Literal literal)
    {
        string end = literal.RawQuotes > 0 ? new string('"', literal.RawQuotes) : "\"";
        int braces = literal.RawQuotes > 0 ? literal.Dollars : 1;
        while (position < text.Length)
        {
            if (string.CompareOrdinal(text, position, end, 0, end.Length) == 0)
            {
                bool doubled = literal.Verbatim && position + 1 < text.Length && text[position + 1] == '"';
                BlankTo(output, ref position, position + (doubled ? 2 : end.Length));
                if (!doubled)
                {
                    return;
                }
            }
            else if (text[position] == '\\' && !literal.Verbatim && literal.RawQuotes == 0)
            {
                BlankTo(output, ref position, Math.Min(position + 2, text.Length));
            }
            else if (text[position] == '{' && literal.Dollars > 0)
            {
                int run = 0;
                while (position + run < text.Length && text[position + run] == '{')
                {
                    run++;
                }

                bool hole = literal.RawQuotes > 0 ? run >= braces : run % 2 == 1;
                BlankTo(output, ref position, position + run);
                if (hole)
                {
                    Code(text, output, ref position, closing: '}');
                    BlankTo(output, ref position, Math.Min(position + braces, text.Length));
                }
            }
            else
            {
                BlankTo(output, ref position, position + 1);
            }
        }
    }

    private static int EndOfLine(string text, int position)
    {
        int end = text.IndexOf('\n', position);
        return end < 0 ? text.Length : end;
    }

    private static void BlankTo(char[] output, ref int position, int end)
    {
        for (; position < end; position++)
        {
            if (output[position] is not '\n' and not '\r')
            {
                output[position] = ' ';
            }
        }
    }

    private readonly record struct Literal(int Dollars, bool Verbatim, int RawQuotes);
}
