using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Outcrop.Gateway.Logging;

/// <summary>What secrets look like, for text whose secrets nobody has told us.</summary>
internal static partial class SecretPatterns
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "[redacted]";

    /// <summary>
    /// One of these stands in whatever a pattern below can match, so that a text without any is clean by one vectorised search. Nearly every text is:
    /// three log lines a request, each with a dozen texts, made the patterns the largest single cost of a request. Who adds an alternative adds its anchor.
    /// </summary>
    private static readonly SearchValues<string> Anchors = SearchValues.Create(
        [
            "bearer", "basic", "signature=",
            "api-key", "api_key", "apikey", "security-token", "access-key", "access_key", "accesskey", "session-token", "session_token", "sessiontoken",
            "passw", "client-secret", "client_secret", "clientsecret", "access-token", "access_token", "accesstoken",
            "AKIA", "ASIA", "ABSK", "sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text may hold something that looks like a secret.</summary>
    /// <param name="text">The text.</param>
    public static bool MayMatch(ReadOnlySpan<char> text) =>

        // Beyond ASCII the patterns know more upper and lower cases than an ordinal search does: the Kelvin sign is a k to them.
        !Ascii.IsValid(text) || text.ContainsAny(Anchors);

    /// <summary>Replaces everything that looks like a secret.</summary>
    /// <param name="text">The text.</param>
    public static string Redact(string text)
    {
        if (!MayMatch(text))
        {
            return text;
        }

        text = Authorization().Replace(text, match => match.Groups["name"].Value + Mask);
        text = Assignment().Replace(text, match => match.Groups["name"].Value + Mask);
        return Shape().Replace(text, Mask);
    }

    /// <summary>Bearer and Basic credentials, and SigV4's signature.</summary>
    [GeneratedRegex(@"(?<name>\b(?:bearer|basic)\s+|\bsignature=)[A-Za-z0-9._~+/=-]{6,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    /// <summary>name=value, name: value and "name":"value" for names that mean a secret.</summary>
    [GeneratedRegex(@"(?<name>\b(?:x-api-key|api[_-]?key|x-amz-security-token|aws_secret_access_key|aws_session_token|aws_bearer_token_bedrock|secret[_-]?access[_-]?key|secretaccesskey|session[_-]?token|sessiontoken|password|passwd|client[_-]?secret|access[_-]?token)""?\s*[:=]\s*""?)[^\s"",;&}]{4,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    /// <summary>Keys that show what they are: AWS access key ids, Bedrock API keys, sk-… keys, GitHub tokens.</summary>
    [GeneratedRegex(@"\b(?:(?:AKIA|ASIA)[A-Z0-9]{16,}|(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/=_-]{20,}|sk-[A-Za-z0-9_-]{12,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
