using System.Text;
using System.Text.Unicode;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Encrypted thoughts: a text in this dialect, a blob in Converse. Claude's blob is its own text's bytes; another model's may be any bytes, which are then told in base64 behind a mark. Either way what comes back is, byte
/// for byte, what was given.
/// </summary>
internal static class RedactedData
{
    private const string Mark = "base64:";

    /// <summary>This dialect's text for a blob.</summary>
    /// <param name="base64">The blob as Converse has it.</param>
    public static string ToText(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, bytes, out int length) && Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            string text = Encoding.UTF8.GetString(bytes, 0, length);
            if (!text.StartsWith(Mark, StringComparison.Ordinal) && Convert.ToBase64String(bytes, 0, length) == base64)
            {
                return text;
            }
        }

        return Mark + base64;
    }

    /// <summary>The blob that was given, of what the family's reader made of its text.</summary>
    /// <param name="base64">The base64 of the text's bytes.</param>
    public static string Restore(string base64)
    {
        string text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        return text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : base64;
    }
}
