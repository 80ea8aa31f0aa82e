using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Verification;

/// <summary>
/// Verifies Signature Version 4 and refuses in AWS's words. The payload's hash is always computed from the bytes received, whatever
/// <c>x-amz-content-sha256</c> claims. Thread-safe.
/// </summary>
internal sealed class SignatureVerifier(KeyStore keys, TimeProvider clock)
{
    public const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <exception cref="AwsErrorException">The request is not signed as it must be.</exception>
    /// <param name="request">The request.</param>
    /// <param name="service">The service it must be signed for.</param>
    /// <param name="region">The region it must be signed for; any unless given, for the emulator stands for all of them.</param>
    public CallerIdentity Verify(SignedRequest request, string service, string? region = null)
    {
        // 1. Is there a signature, and is it whole?
        string? authorization = request.Headers.Authorization;
        if (string.IsNullOrWhiteSpace(authorization))
        {
            throw Refuse("MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        string? date = DateOf(request);
        SignatureParameters parameters = SignatureParameters.Parse(authorization, date is not null);

        // 2. Whose is it?
        StringValues token = request.Headers["x-amz-security-token"];
        AccessKey key = FindKey(parameters.AccessKeyId, token.Count == 0 ? null : token.ToString());

        // 3. Is it of now, and for this service?
        CheckScope(parameters, service, date!);
        if (region is not null && parameters.Region != region)
        {
            throw Refuse("InvalidSignatureException", $"Credential should be scoped to a valid region, not '{parameters.Region}'. ");
        }

        if (!parameters.SignedHeaders.Any(name => name.Equals("host", StringComparison.OrdinalIgnoreCase) || name.Equals(":authority", StringComparison.Ordinal)))
        {
            throw Refuse("InvalidSignatureException", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        CheckTime(date!);

        // 4. Does it fit?
        string payloadHash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        if (!Fits(key, parameters, date!, CanonicalRequest.Build(request, parameters.SignedHeaders, payloadHash)))
        {
            // AWS's endpoints have no port, and some clients (@anthropic-ai/bedrock-sdk up to 0.22) sign the bare name wherever they go.
            CheckSignature(key, parameters, date!, CanonicalRequest.Build(WithoutPort(request), parameters.SignedHeaders, payloadHash));
        }

        return key.Caller;
    }

    /// <summary>Finds a key and checks the token that came with it.</summary>
    /// <exception cref="AwsErrorException">The key is unknown, or its session is over.</exception>
    public AccessKey FindKey(string accessKeyId, string? sessionToken)
    {
        if (!keys.TryGet(accessKeyId, out AccessKey? key) || !TokensEqual(key.SessionToken, sessionToken))
        {
            throw Refuse("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (key.Expiration <= clock.GetUtcNow())
        {
            throw Refuse("ExpiredTokenException", "The security token included in the request is expired");
        }

        return key;
    }

    /// <summary>Checks the lifetime of something presigned.</summary>
    /// <exception cref="AwsErrorException">It is over, or not yet begun.</exception>
    public void CheckLifetime(DateTimeOffset signed, int seconds)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now > signed.AddSeconds(seconds))
        {
            throw new AwsErrorException(new AwsError(403, "AccessDeniedException", "Bearer Token has expired"));
        }

        if (signed > now + Window)
        {
            throw Refuse("InvalidSignatureException", $"Signature not yet current: {Format(signed)} is still later than {Format(now + Window)} ({Format(now)} + 5 min.)");
        }
    }

    /// <exception cref="AwsErrorException">The signature does not match.</exception>
    public static void CheckSignature(AccessKey key, SignatureParameters parameters, string date, string canonicalRequest)
    {
        if (!Fits(key, parameters, date, canonicalRequest))
        {
            throw Refuse(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    /// <exception cref="AwsErrorException">The scope is not for this service or day.</exception>
    public static void CheckScope(SignatureParameters parameters, string service, string date)
    {
        if (parameters.Service != service)
        {
            throw Refuse("InvalidSignatureException", $"Credential should be scoped to correct service: '{service}'. ");
        }

        if (parameters.Terminator != "aws4_request")
        {
            throw Refuse("InvalidSignatureException", $"Credential should be scoped with a valid terminator: 'aws4_request', not '{parameters.Terminator}'. ");
        }

        if (!date.StartsWith(parameters.Date, StringComparison.Ordinal) || parameters.Date.Length != 8)
        {
            throw Refuse(
                "InvalidSignatureException",
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{parameters.Date}' != '{date[..8]}', from '{date}'.");
        }
    }

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static AwsErrorException Refuse(string type, string message) => new(AwsError.Authentication(type, message));

    private void CheckTime(string date)
    {
        DateTimeOffset signed = DateTimeOffset.ParseExact(date, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        DateTimeOffset now = clock.GetUtcNow();
        if (signed < Truncate(now - Window))
        {
            throw Refuse("InvalidSignatureException", $"Signature expired: {date} is now earlier than {Format(now - Window)} ({Format(now)} - 5 min.)");
        }

        if (signed > now + Window)
        {
            throw Refuse("InvalidSignatureException", $"Signature not yet current: {date} is still later than {Format(now + Window)} ({Format(now)} + 5 min.)");
        }
    }

    private static bool Fits(AccessKey key, SignatureParameters parameters, string date, string canonicalRequest)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        string stringToSign = $"{SignatureParameters.Algorithm}\n{date}\n{parameters.Scope}\n{hash}";
        byte[] expected = Encoding.ASCII.GetBytes(Sign(key.Secret, parameters, stringToSign));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(parameters.Signature));
    }

    private static SignedRequest WithoutPort(SignedRequest request)
    {
        IHeaderDictionary headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        headers.Host = new HostString(headers.Host.ToString()).Host;
        return request with { Headers = headers };
    }

    private static DateTimeOffset Truncate(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static string Sign(string secret, SignatureParameters parameters, string stringToSign)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in (ReadOnlySpan<string>)[parameters.Date, parameters.Region, parameters.Service, parameters.Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    /// <returns>The signing time in the basic ISO format; <see langword="null"/> when no header gives one.</returns>
    private static string? DateOf(SignedRequest request)
    {
        if (request.Headers.TryGetValue("x-amz-date", out StringValues amzDate) && IsBasicFormat(amzDate.ToString()))
        {
            return amzDate.ToString();
        }

        return DateTimeOffset.TryParse(request.Headers.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset http) ? Format(http) : null;
    }

    private static bool IsBasicFormat(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool TokensEqual(string? known, string? given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known ?? ""), Encoding.UTF8.GetBytes(given ?? ""));
}
