using System.Text;
using System.Text.RegularExpressions;

namespace Outcrop.Gateway.Logging;

/// <summary>Cleans text that others wrote before callers see it: no ARN, account, URL, credential or control character, and no more than a few lines' worth.</summary>
internal static partial class SafeText
{
    private const int Longest = 600;

    /// <summary>Cleans a text.</summary>
    /// <param name="text">The text as it came.</param>
    public static string Clean(string text)
    {
        string cleaned = SecretPatterns.Redact(text);
        cleaned = Arn().Replace(cleaned, "[arn]");
        cleaned = Url().Replace(cleaned, "[url]");
        cleaned = Account().Replace(cleaned, "[account]");
        var result = new StringBuilder(Math.Min(cleaned.Length, Longest));
        foreach (char character in cleaned)
        {
            if (result.Length == Longest)
            {
                result.Append('…');
                break;
            }

            result.Append(LogText.IsUnsafe(character) ? ' ' : character);
        }

        return result.ToString();
    }

    [GeneratedRegex(@"arn:aws[a-z-]*:\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();

    [GeneratedRegex(@"https?://\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<!\d)\d{12}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
