using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Bedrock.Signing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>
/// Verifies Signature Version 4 of callers who hold an access key of the gateway's, as AWS would and in its words. Nothing is remembered of a request: within its five minutes a signature can
/// be sent again, as it can be to AWS. Thread-safe. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class SigV4Verifier(TimeProvider clock)
{
    private const string AmzPrefix = "x-amz-";
    private const string TokenHeader = "x-amz-security-token";
    private const int LongestRegion = 64;

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Stands for every key that is not there, so that looking for one costs what a wrong signature costs.</summary>
    private static readonly ApiKey Nobody = new() { Id = "", AwsKeys = new AwsKeyPair("", AccessKey.New().SecretAccessKey, null) };

    private readonly SigningKeys _signingKeys = new();

    /// <summary>Checks all that can be checked before the body is read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="keys">The keys there are.</param>
    /// <exception cref="GatewayException">The request is not signed as it must be.</exception>
    public SigV4Claim Begin(HttpContext context, IReadOnlyList<ApiKey> keys)
    {
        // 1. Is it whole?
        IHeaderDictionary headers = context.Request.Headers;
        string? dateHeader = SigningTime.HeaderOf(headers);
        SigV4Authorization authorization = SigV4Authorization.Parse(headers.Authorization.Count == 1 ? headers.Authorization.ToString() : "", dateHeader is not null);
        DateTime time = SigningTime.Read(headers, dateHeader!);

        // 2. Whose is it, and is that key good?
        ApiKey key = Find(keys, authorization.AccessKeyId) ?? Nobody;

        // 3. Is it of now, and for us?
        CheckScope(authorization, time, key);
        CheckHeaders(headers, authorization, dateHeader!);
        SigningTime.Check(time, clock.GetUtcNow());

        // 4. Does it fit, as far as that can be told?
        var claim = new SigV4Claim
        {
            Key = key,
            Authorization = authorization,
            Method = context.Request.Method,
            Target = TargetOf(context),
            Headers = SignedHeadersOf(headers, authorization),
            Time = time,
            SigningKey = _signingKeys.Get(key.AwsKeys!, time, authorization.Region, authorization.Service),
            StatedHash = StatedHash(headers),
        };
        CheckKey(claim, headers[TokenHeader]);
        return claim;
    }

    private static ApiKey? Find(IReadOnlyList<ApiKey> keys, string id)
    {
        ApiKey? found = null;
        foreach (ApiKey key in keys)
        {
            if (key.AwsKeys is { } pair && string.Equals(pair.Id, id, StringComparison.Ordinal))
            {
                found = key;
            }
        }

        return found;
    }

    private static void CheckScope(SigV4Authorization authorization, DateTime time, ApiKey key)
    {
        // Bedrock's runtime, control plane and compatible surfaces are one service to sign for, mantle another.
        if (authorization.Service is not ("bedrock" or "bedrock-mantle"))
        {
            throw SigV4Errors.InvalidSignature("Credential should be scoped to correct service: 'bedrock'. ");
        }

        if (authorization.Terminator != "aws4_request")
        {
            throw SigV4Errors.InvalidSignature($"Credential should be scoped with a valid terminator: 'aws4_request', not '{SafeText.Clean(authorization.Terminator)}'. ");
        }

        if (authorization.Region.Length is 0 or > LongestRegion || authorization.Region.AsSpan().ContainsAnyExcept(RegionCharacters)
            || (key.SigningRegions is { } regions && !regions.Contains(authorization.Region, StringComparer.Ordinal)))
        {
            throw SigV4Errors.InvalidSignature($"Credential should be scoped to a valid region, not '{SafeText.Clean(authorization.Region)}'. ");
        }

        string date = SigningTime.Text(time);
        if (!string.Equals(authorization.Date, date[..8], StringComparison.Ordinal))
        {
            throw SigV4Errors.InvalidSignature(
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{SafeText.Clean(authorization.Date)}' != '{date[..8]}', from '{date}'.");
        }
    }

    /// <summary>What says where a request goes, when it was made and what it may do has to be signed, or another could have put it there.</summary>
    private static void CheckHeaders(IHeaderDictionary headers, SigV4Authorization authorization, string dateHeader)
    {
        if (!authorization.Signs("host") && !authorization.Signs(":authority"))
        {
            throw SigV4Errors.InvalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        if (dateHeader == "date" && !authorization.Signs(dateHeader))
        {
            throw SigV4Errors.InvalidSignature("'Date' must be a 'SignedHeader' in the AWS Authorization.");
        }

        foreach ((string name, _) in headers)
        {
            // CloudFront puts its request id on what it forwards; it means nothing here.
            if (name.StartsWith(AmzPrefix, StringComparison.OrdinalIgnoreCase) && !authorization.Signs(name) && !name.Equals("x-amz-cf-id", StringComparison.OrdinalIgnoreCase))
            {
                throw SigV4Errors.InvalidSignature($"There were headers present in the request which were not signed: {SafeText.Clean(name.ToLowerInvariant())}");
            }
        }
    }

    private static RequestTarget TargetOf(HttpContext context)
    {
        RequestTarget target = RequestTarget.Of(context);

        // Such a request is none of an SDK's, and what is canonical is made on the stack.
        return target.Query.AsSpan().Count('&') < CanonicalQuery.MaxParameters ? target : throw SigV4Errors.Mismatch();
    }

    /// <summary>Over HTTP/2 a client may sign the pseudo-header in place of <c>host</c>; the server gives both as Host.</summary>
    private static KeyValuePair<string, string>[] SignedHeadersOf(IHeaderDictionary headers, SigV4Authorization authorization)
    {
        var signed = new List<KeyValuePair<string, string>>(authorization.SignedHeaders.Length);
        foreach (string name in authorization.SignedHeaders)
        {
            StringValues values = headers[name == ":authority" ? "host" : name];
            if (values.Count == 0 || signed.Count + values.Count > CanonicalHeaders.MaxHeaders)
            {
                throw SigV4Errors.Mismatch();
            }

            foreach (string? value in values)
            {
                signed.Add(new(name, value ?? ""));
            }
        }

        return [.. signed];
    }

    /// <summary>The stated hash of the body. Only AWS's storage takes bodies that are not signed, or signed in pieces; elsewhere they would be anyone's to change.</summary>
    private static string? StatedHash(IHeaderDictionary headers)
    {
        StringValues values = headers[SigV4Claim.HashHeader];
        string text = values.ToString();
        if (values.Count == 0)
        {
            return null;
        }

        if (text == "UNSIGNED-PAYLOAD" || text.StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            throw SigV4Errors.InvalidSignature($"The payload must be signed as a whole: '{SigV4Claim.HashHeader}' must be the body's SHA-256, not '{SafeText.Clean(text)}'.");
        }

        return values.Count == 1 && text.Length == 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef") ? text : throw SigV4Errors.Mismatch();
    }

    /// <summary>
    /// The session token, the signature where the body's hash is stated, and the key's own end. A key that is not there costs the same work and fails at the same place; it is told apart,
    /// as AWS does, so an id is no secret. Its body is not waited for.
    /// </summary>
    private void CheckKey(SigV4Claim claim, StringValues token)
    {
        ApiKey key = claim.Key;
        bool fits = claim.StatedHash is null || claim.Fits([]);
        byte[] expected = Encoding.UTF8.GetBytes(key.AwsKeys!.SessionToken ?? "");
        byte[] given = Encoding.UTF8.GetBytes(token.ToString());
        bool hasToken = CryptographicOperations.FixedTimeEquals(expected, given) && token.Count == (key.AwsKeys.SessionToken is null ? 0 : 1);
        if (ReferenceEquals(key, Nobody) || !hasToken)
        {
            throw SigV4Errors.UnknownKey();
        }

        if (!fits)
        {
            throw SigV4Errors.Mismatch();
        }

        if (key.HasExpired(clock.GetUtcNow()))
        {
            throw SigV4Errors.ExpiredKey();
        }
    }
}
