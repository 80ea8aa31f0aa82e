using System.Text;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// A text that a regular expression matches: literals, classes, groups, alternatives, quantifiers and anchors. What it makes is tried against the
/// expression itself, so look-arounds and back references either happen to fit or give none.
/// </summary>
internal sealed class PatternSampler
{
    private const int DeepestNesting = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer patterns are not looked at, and longer texts not made.</summary>
    private const int LongestPattern = 4096;

    private const int LongestText = 8192;

    /// <summary>Texts of a good length that may fail the pattern before it is given up.</summary>
    private const int MostTries = 8;

    private readonly Dictionary<string, string> _classes;
    private readonly SampleBudget _budget;
    private readonly string _pattern;
    private readonly int _extra;
    private int _at;

    private PatternSampler(string pattern, int extra, Dictionary<string, string> classes, SampleBudget budget)
    {
        _pattern = pattern;
        _extra = extra;
        _classes = classes;
        _budget = budget;
    }

    /// <returns>The text; <see langword="null"/> where none was found.</returns>
    public static string? Sample(string pattern, int least, int most, SampleBudget budget)
    {
        if (pattern.Length > LongestPattern || budget.IsLate)
        {
            return null;
        }

        try
        {
            var check = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ECMAScript, Patience);
            var classes = new Dictionary<string, string>(StringComparer.Ordinal);
            int tries = 0;
            int before = -1;

            // Open quantifiers are repeated more often until the text is long enough, too long, or no longer grows.
            for (int extra = 0; extra <= Math.Max(least, 1) && tries < MostTries && !budget.IsLate; extra++)
            {
                string text = new PatternSampler(pattern, extra, classes, budget).Alternatives(0);
                if (text.Length > most || (extra > 1 && text.Length == before))
                {
                    return null;
                }

                before = text.Length;
                if (text.Length >= least)
                {
                    tries++;
                    if (check.IsMatch(text) && IsText(text))
                    {
                        return text;
                    }
                }
            }
        }
        catch (Exception fault) when (fault is ArgumentException or RegexMatchTimeoutException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }

        return null;
    }

    /// <summary>A pattern may ask for half a surrogate pair, which JSON cannot hold.</summary>
    private static bool IsText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private string Alternatives(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new FormatException("Nested too deep.");
        }

        string first = Sequence(depth);
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            string other = Sequence(depth);
            first = first.Length == 0 ? other : first;
        }

        return first;
    }

    private string Sequence(int depth)
    {
        var text = new StringBuilder();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            string part = Atom(depth);
            (int low, int high) = Quantifier();
            int count = low == 0 && high > 0 && _extra > 0 ? 1 : low;
            count = high == int.MaxValue ? Math.Max(count, low) + _extra : Math.Min(high, count + _extra);
            if (((long)part.Length * count) + text.Length > LongestText)
            {
                throw new FormatException("Too long.");
            }

            for (int i = 0; i < count && part.Length > 0; i++)
            {
                text.Append(part);
            }
        }

        return text.ToString();
    }

    private string Atom(int depth)
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return "";
            case '.':
                return "x";
            case '[':
                return Class();
            case '\\':
                return Escape();
            case '(':
                bool silent = Prefix();
                string inner = Alternatives(depth + 1);
                _at++;
                return silent ? "" : inner;
            default:
                return c.ToString();
        }
    }

    /// <summary>Skips what stands behind a group's parenthesis; a look-around takes no room.</summary>
    private bool Prefix()
    {
        if (_at >= _pattern.Length || _pattern[_at] != '?')
        {
            return false;
        }

        _at++;
        if (_pattern[_at] == ':')
        {
            _at++;
            return false;
        }

        if (_pattern[_at] == '<' && _pattern[_at + 1] is not ('=' or '!'))
        {
            _at = _pattern.IndexOf('>', _at) + 1;
            return false;
        }

        _at += _pattern[_at] == '<' ? 2 : 1;
        return true;
    }

    private (int Low, int High) Quantifier()
    {
        if (_at >= _pattern.Length)
        {
            return (1, 1);
        }

        (int Low, int High) range = _pattern[_at] switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => (-1, -1),
        };
        if (range.Low < 0)
        {
            return (1, 1);
        }

        _at++;
        if (_at < _pattern.Length && _pattern[_at] is '?' or '+')
        {
            _at++;
        }

        return range;
    }

    private (int Low, int High) Braces()
    {
        int end = _pattern.IndexOf('}', _at);
        string[] parts = _pattern[(_at + 1)..end].Split(',');
        int low = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        int high = parts.Length == 1 ? low : parts[1].Length == 0 ? int.MaxValue : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        _at = end;
        return low > 4096 ? throw new FormatException("Too long.") : (low, high);
    }

    private string Class()
    {
        int start = _at;
        bool negated = _pattern[_at] == '^';
        int end = _at + (negated ? 1 : 0);
        do
        {
            end += _pattern[end] == '\\' ? 2 : 1;
        }
        while (_pattern[end] != ']');

        _at = end + 1;

        string inside = _pattern[start..end];
        if (!_classes.TryGetValue(inside, out string? member))
        {
            member = MemberOf(inside);
            _classes.Add(inside, member);
        }

        return member;
    }

    /// <summary>The first of the usual characters that the class itself takes.</summary>
    private string MemberOf(string inside)
    {
        var one = new Regex($"^[{inside}]$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript, Patience);
        foreach (char c in "aA0b1-_ .,:/@#+x=*!?&%$()[]{}<>\"'~^|;\\\t\n")
        {
            if (one.IsMatch(c.ToString()))
            {
                return c.ToString();
            }
        }

        for (char c = (char)1; c < 0x3000 && !_budget.IsLate; c++)
        {
            if (one.IsMatch(c.ToString()))
            {
                return c.ToString();
            }
        }

        throw new FormatException("No character fits.");
    }

    private string Escape()
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case 'd':
                return "1";
            case 'w':
                return "a";
            case 's':
                return " ";
            case 'D' or 'S':
                return "x";
            case 'W':
                return " ";
            case 'b' or 'B' or 'A' or 'z' or 'Z':
                return "";
            case 'n':
                return "\n";
            case 't':
                return "\t";
            case 'r':
                return "\r";
            case 'u':
                _at += 4;
                return ((char)Convert.ToInt32(_pattern[(_at - 4).._at], 16)).ToString();
            case 'x':
                _at += 2;
                return ((char)Convert.ToInt32(_pattern[(_at - 2).._at], 16)).ToString();
            default:
                return c.ToString();
        }
    }
}
