using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Signing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tests.Keys.SigV4;

/// <summary>A request as it goes over the wire, signed by Outcrop's own signer or by a second one that was written from AWS's page and shares nothing with it.</summary>
internal sealed record SignedMessage
{
    public const string KeyId = "AKIAOUTCROP234567ABC";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public string Method { get; init; } = "POST";

    public string Target { get; init; } = "/model/us.amazon.nova-lite-v1%3A0/converse";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } =
        [new("Host", "gateway.example:8001"), new("Content-Type", "application/json"), new("x-amz-date", Stamp(Now)), new("User-Agent", "not signed")];

    public byte[] Body { get; init; } = """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"""u8.ToArray();

    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "bedrock";

    public string Terminator { get; init; } = "aws4_request";

    public string AccessKeyId { get; init; } = KeyId;

    public string SecretAccessKey { get; init; } = Secret;

    public static string Stamp(DateTimeOffset time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static ApiKey NewKey(string? sessionToken = null, DateTimeOffset? expiresAt = null, string[]? regions = null, string id = KeyId, string secret = Secret) =>
        new() { Id = "signer", AwsKeys = new AwsKeyPair(id, secret, sessionToken), ExpiresAt = expiresAt, SigningRegions = regions };

    public SignedMessage With(string name, string? value) => this with
    {
        Headers = [.. Headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), .. value is null ? [] : new KeyValuePair<string, string>[] { new(name, value) }],
    };

    public SignedMessage Adding(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public SignedMessage WithHash() => With("x-amz-content-sha256", Hex(SHA256.HashData(Body)));

    /// <summary>Signs all headers but User-Agent, or those named.</summary>
    public SignedMessage Signed(bool byOutcrop = false, params string[] names)
    {
        string[] signed = [.. names.Length > 0 ? names : Headers.Select(static header => header.Key).Where(static name => name != "User-Agent"), .. Array.Empty<string>()];
        signed = [.. signed.Select(static name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
        return With("Authorization", byOutcrop ? OutcropAuthorization(signed) : Authorization(signed));
    }

    /// <summary>What the gateway says: the key's id, or AWS's name of the error and the sentence.</summary>
    public string Verdict(ApiKey? key = null, DateTimeOffset? now = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = Method;
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = Target;
        foreach ((string name, string value) in Headers)
        {
            context.Request.Headers.Append(name == ":authority" ? "Host" : name, value);
        }

        try
        {
            return new SigV4Verifier(new FakeTimeProvider(now ?? Now)).Begin(context, [key ?? NewKey()]).Verify(Body).Id;
        }
        catch (GatewayException refused)
        {
            Assert.Equal(GatewayErrorKind.InvalidKey, refused.Error.Kind);
            Assert.DoesNotContain(SecretAccessKey, refused.Error.SafeMessage);
            return $"{refused.Error.AwsType}: {refused.Error.SafeMessage}";
        }
    }

    private string OutcropAuthorization(string[] signed)
    {
        int mark = Target.IndexOf('?', StringComparison.Ordinal);
        string date = Value("x-amz-date");
        var request = new SigV4Request
        {
            Method = Method,
            Path = mark < 0 ? Target : Target[..mark],
            Query = mark < 0 ? "" : Target[(mark + 1)..],
            Headers = Headers.Where(header => signed.Contains(header.Key.ToLowerInvariant())).ToArray(),
            Body = Body,
        };
        return new SigV4Signer(Region, Service).Sign(request, AccessKeyId, SecretAccessKey, DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }

    private string Authorization(string[] signed)
    {
        // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, steps 1 to 4.
        string date = Headers.Any(static header => header.Key.Equals("x-amz-date", StringComparison.OrdinalIgnoreCase))
            ? Value("x-amz-date")
            : Stamp(DateTimeOffset.Parse(Value("date"), CultureInfo.InvariantCulture));
        string[] parts = Target.Split('?', 2);
        string path = string.Join('/', parts[0].Split('/').Select(Uri.EscapeDataString));
        IEnumerable<string> pairs = parts.Length < 2 ? [] : parts[1].Split('&').Select(static pair => pair.Split('=', 2)).Select(static pair => $"{Encode(pair[0])}={(pair.Length > 1 ? Encode(pair[1]) : "")}");
        string headers = string.Concat(signed.Select(name => $"{name}:{string.Join(',', Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static header => Collapse(header.Value)))}\n"));
        string hash = Headers.FirstOrDefault(static header => header.Key == "x-amz-content-sha256").Value ?? Hex(SHA256.HashData(Body));
        string canonical = $"{Method}\n{path}\n{string.Join('&', pairs.Order(StringComparer.Ordinal))}\n{headers}\n{string.Join(';', signed)}\n{hash}";
        string scope = $"{date[..8]}/{Region}/{Service}/{Terminator}";
        string text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + SecretAccessKey);
        foreach (string step in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        return $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/{scope}, SignedHeaders={string.Join(';', signed)}, Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}";
    }

    private string Value(string name) => Headers.Single(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Collapse(string value) => string.Join(' ', value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
