namespace Outcrop.Emulator.Hosting;

/// <summary>Members of a query that prove who somebody is: those of presigned requests, and keys where only a query can hold them.</summary>
internal static class SecretQuery
{
    /// <summary>It needs no encoding, so a target stays one.</summary>
    public const string Redacted = "redacted";

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Amz-Signature", "X-Amz-Security-Token", "Signature", "SecurityToken", "AWSAccessKeyId", "WebIdentityToken", "SAMLAssertion", "ExternalId", "TokenCode",
        "Authorization", "access_token", "token", "api_key", "api-key", "apikey", "x-api-key", "key", "secret", "password", "bearer",
    };

    /// <summary>What of a signature version 4 stands in a presigned query.</summary>
    private static readonly HashSet<string> Presigned = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token",
    };

    /// <summary>A target, or any text with one in it, as it may be shown: the names are kept, and everything that is not secret.</summary>
    public static string Show(string target) => Rewrite(target, static (pair, name) => Names.Contains(name) ? $"{pair[..(pair.IndexOf('=') + 1)]}{Redacted}" : pair);

    /// <summary>A target without the caller's credentials, as it may be sent to somebody else.</summary>
    public static string WithoutCredentials(string target) => Rewrite(target, static (pair, name) => Names.Contains(name) || Presigned.Contains(name) ? null : pair);

    private static string Rewrite(string target, Func<string, string, string?> keep)
    {
        target = WithoutUserInfo(target);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return target;
        }

        var kept = new List<string>();
        foreach (string pair in target[(query + 1)..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                kept.Add(pair);
            }
            else if (keep(pair, Uri.UnescapeDataString(pair[..equals])) is { } rest)
            {
                kept.Add(rest);
            }
        }

        return kept.Count == 0 ? target[..query] : string.Concat(target.AsSpan(0, query + 1), string.Join('&', kept));
    }

    /// <summary>A URI may hold a name and a password before its host.</summary>
    private static string WithoutUserInfo(string target)
    {
        int authority = target.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
        {
            return target;
        }

        int end = target.AsSpan(authority).IndexOfAny("/?#");
        int at = target.AsSpan(authority, end < 0 ? target.Length - authority : end).LastIndexOf('@');
        return at < 0 ? target : $"{target[..authority]}{Redacted}{target[(authority + at)..]}";
    }
}
