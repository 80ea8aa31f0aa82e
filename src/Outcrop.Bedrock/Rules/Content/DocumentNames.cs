using System.Globalization;
using System.Text;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>
/// The names of a request's documents: letters, digits, single spaces, hyphens, parentheses and square brackets, at most 200, no two alike. They depend on the documents before only, so that a document keeps its name, and the
/// prompt cache its use, when the conversation goes on. Not thread-safe.
/// </summary>
internal sealed class DocumentNames
{
    private const int Longest = 200;
    private const string Unnamed = "document";
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The name for the next document.</summary>
    /// <param name="given">The name that the caller gave it.</param>
    /// <param name="format">Its format, which as an extension of the name says nothing new.</param>
    public string Next(string given, string? format)
    {
        string clean = IsLegal(given) ? given : Clean(given, format);
        string unique = clean;
        for (int i = 2; !_taken.Add(unique); i++)
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $" {i}");
            unique = clean[..Math.Min(clean.Length, Longest - suffix.Length)].TrimEnd() + suffix;
        }

        return unique;
    }

    private static bool IsLegal(string name)
    {
        bool space = true;
        foreach (char c in name)
        {
            if (!IsKept(c) && (c != ' ' || space))
            {
                return false;
            }

            space = c == ' ';
        }

        return name.Length is > 0 and <= Longest && !space;
    }

    private static string Clean(string name, string? format)
    {
        if (format is not null && name.Length > format.Length && name.EndsWith(format, StringComparison.OrdinalIgnoreCase) && name[^(format.Length + 1)] == '.')
        {
            name = name[..^(format.Length + 1)];
        }

        var clean = new StringBuilder(Math.Min(name.Length, Longest));
        foreach (char c in name)
        {
            if (clean.Length == Longest)
            {
                break;
            }

            if (IsKept(c))
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        string trimmed = clean.ToString().TrimEnd();
        return trimmed.Length == 0 ? Unnamed : trimmed;
    }

    private static bool IsKept(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' or '[' or ']';
}
