using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// What proves a thought, as <see cref="TextReasoningContent.ProtectedData"/>: the one member that survives aggregation and storing. A tag tells a signature from an encrypted
/// thought, since either may come without text.
/// </summary>
internal static class ProtectedReasoning
{
    private const string SignatureTag = "signature:";
    private const string RedactedTag = "redacted:";

    /// <summary>Ends a thought that has no proof, where another follows: the aggregation joins thoughts that no protected data divides.</summary>
    public const string Unsigned = "unsigned:";

    /// <summary>The protected data of a signature.</summary>
    public static string OfSignature(string signature) => SignatureTag + signature;

    /// <summary>The protected data of an encrypted thought.</summary>
    public static string OfRedacted(string base64) => RedactedTag + base64;

    /// <summary>The block to send back. A thought without proof is not sent: models refuse it. Data without a tag is taken for the signature of its text, as other adapters store it.</summary>
    public static ContentBlock? ToBlock(TextReasoningContent content)
    {
        if (content.ProtectedData is not { Length: > 0 } data || data.StartsWith(Unsigned, StringComparison.Ordinal))
        {
            return null;
        }

        if (data.StartsWith(RedactedTag, StringComparison.Ordinal))
        {
            return new RedactedReasoningBlock(data[RedactedTag.Length..]);
        }

        bool tagged = data.StartsWith(SignatureTag, StringComparison.Ordinal);
        return tagged || content.Text.Length > 0 ? new ReasoningBlock(content.Text, tagged ? data[SignatureTag.Length..] : data) : null;
    }
}
