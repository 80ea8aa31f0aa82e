using System.Text;

namespace Outcrop.Bedrock.Errors;

/// <summary>Makes a text from outside fit for an exception's message: one line, bounded, without what must not be shown.</summary>
internal static class ErrorText
{
    /// <summary>The longest message kept, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>Cleans a text.</summary>
    /// <param name="text">The text.</param>
    public static string Clean(string text)
    {
        // InvalidSignatureException repeats the whole canonical request, the session token among it.
        int canonical = text.IndexOf("The Canonical String", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> rest = (canonical >= 0 ? text.AsSpan(0, canonical) : text).Trim();
        bool cut = rest.Length > MaxLength;
        if (cut)
        {
            rest = rest[..MaxLength];
        }

        var clean = new StringBuilder(rest.Length + 1);
        foreach (Rune rune in rest.EnumerateRunes())
        {
            // Controls forge log lines; bidirectional overrides forge what a reader sees.
            bool harmless = !Rune.IsControl(rune) && rune.Value is not (>= 0x202A and <= 0x202E) and not (>= 0x2066 and <= 0x2069) and not 0x2028 and not 0x2029;
            if (harmless)
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return cut ? clean.Append('…').ToString() : clean.ToString().TrimEnd();
    }
}
