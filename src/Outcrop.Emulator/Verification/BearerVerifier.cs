using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Verification;

/// <summary>
/// Verifies <c>Authorization: Bearer</c>: keys that were configured, and short-term Bedrock API keys, which are presigned URLs and can be checked
/// offline (<c>bedrock-api-key-</c> + Base64 of <c>bedrock.amazonaws.com/?Action=CallWithBearerToken&amp;X-Amz-…&amp;Version=1</c>). Thread-safe.
/// </summary>
internal sealed class BearerVerifier(IEnumerable<string> configured, SignatureVerifier signatures, EmulatorOptions options)
{
    private const string ShortTermPrefix = "bedrock-api-key-";

    private const string LongTermPrefix = "ABSK";

    /// <summary>AWS's longest short-term key: 12 hours.</summary>
    private const int MaximumExpiry = 43_200;

    private readonly byte[][] _configured = [.. configured.Select(Encoding.UTF8.GetBytes)];

    public static bool TryGetToken(IHeaderDictionary headers, [NotNullWhen(true)] out string? token)
    {
        string authorization = headers.Authorization.ToString();
        bool bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        token = bearer ? authorization["Bearer ".Length..].Trim() : null;
        return bearer;
    }

    /// <exception cref="AwsErrorException">The key is not valid, or not here.</exception>
    /// <param name="token">The key.</param>
    /// <param name="region">The region it is used in, where that is known: a short-term key works in its own region only.</param>
    public CallerIdentity Verify(string token, string? region = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(token);
        bool known = false;
        foreach (byte[] candidate in _configured)
        {
            known |= CryptographicOperations.FixedTimeEquals(candidate, bytes);
        }

        if (known)
        {
            return LongTerm(token);
        }

        return token.StartsWith(ShortTermPrefix, StringComparison.Ordinal) ? VerifyShortTerm(token[ShortTermPrefix.Length..], region) : throw Invalid();
    }

    private CallerIdentity VerifyShortTerm(string base64, string? region)
    {
        // 1. The URL inside.
        string url;
        try
        {
            url = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw Invalid();
        }

        int slash = url.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            throw Invalid();
        }

        Dictionary<string, string> query = ParseQuery(url[(slash + 1)..].TrimStart('?'));
        if (query.GetValueOrDefault("Action") != "CallWithBearerToken" || query.GetValueOrDefault("X-Amz-Algorithm") != SignatureParameters.Algorithm
            || !query.TryGetValue("X-Amz-Credential", out string? credential) || !query.TryGetValue("X-Amz-Date", out string? date)
            || !query.TryGetValue("X-Amz-Signature", out string? signature) || !query.TryGetValue("X-Amz-SignedHeaders", out string? signedHeaders)
            || !int.TryParse(query.GetValueOrDefault("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out int expires) || expires > MaximumExpiry
            || !DateTimeOffset.TryParseExact(date, SignatureVerifier.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset signed))
        {
            throw Invalid();
        }

        // 2. Its key, scope and signature.
        SignatureParameters parameters = SignatureParameters.FromCredential(credential, signedHeaders.Split(';'), signature);
        AccessKey key = signatures.FindKey(parameters.AccessKeyId, query.GetValueOrDefault("X-Amz-Security-Token"));
        SignatureVerifier.CheckScope(parameters, "bedrock", date);
        if (region is not null && parameters.Region != region)
        {
            throw Invalid();
        }

        var request = new SignedRequest("POST", url[slash..], new HeaderDictionary { ["host"] = url[..slash] }, default);
        string emptyHash = Convert.ToHexStringLower(SHA256.HashData([]));
        SignatureVerifier.CheckSignature(key, parameters, date, CanonicalRequest.Build(request, parameters.SignedHeaders, emptyHash, IsOutsideSignature));

        // 3. Its time.
        signatures.CheckLifetime(signed, expires);
        return key.Caller;
    }

    /// <summary>
    /// Long-term keys belong to an IAM user that Bedrock makes for them: <c>ABSK</c> and the Base64 of <c>BedrockAPIKey-xxxx-at-account:secret</c>. Any other
    /// configured text is nobody's in particular, of the account that was said.
    /// </summary>
    private CallerIdentity LongTerm(string token)
    {
        if (options.KeyAccounts.TryGetValue(token, out string? known))
        {
            return CallerIdentity.Anonymous(known) with { Principals = [token] };
        }

        byte[] inside = new byte[token.Length];
        if (token.StartsWith(LongTermPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(token[LongTermPrefix.Length..], inside, out int length))
        {
            string user = Encoding.UTF8.GetString(inside, 0, length).Split(':')[0];
            int account = user.LastIndexOf("-at-", StringComparison.Ordinal);
            if (account > 0)
            {
                return new CallerIdentity($"arn:aws:iam::{user[(account + 4)..]}:user/{user[..account]}", "AIDABEDROCKAPIKEY", user[(account + 4)..], false) { Principals = [token] };
            }
        }

        return CallerIdentity.Anonymous(options.AccountId) with { Principals = [token] };
    }

    /// <summary>The signature itself, and the version, which the token generators append after signing.</summary>
    private static bool IsOutsideSignature(string name) => name is "X-Amz-Signature" or "Version";

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                pairs[Uri.UnescapeDataString(pair[..equals])] = Uri.UnescapeDataString(pair[(equals + 1)..]);
            }
        }

        return pairs;
    }

    private static AwsErrorException Invalid() =>
        new(new AwsError(403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid."));
}
