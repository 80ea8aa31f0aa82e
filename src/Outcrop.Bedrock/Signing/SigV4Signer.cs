using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Bedrock.Signing;

/// <summary>
/// AWS Signature Version 4 in the <c>Authorization</c> header, over the final bytes of a request. Allocates the resulting string and nothing else, once the key of the day is derived. Thread-safe.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. Why not AWSSDK.Core's: docs/adr/0003-span-based-sigv4.md.
/// </summary>
internal sealed class SigV4Signer
{
    private const int StackBytes = 1024;
    private readonly string _region;
    private readonly string _service;
    private SigningKey? _key;

    /// <summary>Creates a signer.</summary>
    /// <param name="region">The region of the credential scope.</param>
    /// <param name="service">The signing name: <c>bedrock</c> for all of Bedrock's hosts but <c>bedrock-mantle</c>.</param>
    public SigV4Signer(string region, string service = "bedrock")
    {
        _region = region;
        _service = service;
    }

    private static ReadOnlySpan<byte> Algorithm => "AWS4-HMAC-SHA256"u8;

    /// <summary>The value of <c>x-amz-date</c> for a time.</summary>
    public static string FormatDate(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Signs a request.</summary>
    /// <param name="request">The request; its <c>x-amz-date</c> header must be <see cref="FormatDate"/> of <paramref name="time"/>.</param>
    /// <param name="accessKeyId">The access key id.</param>
    /// <param name="secretAccessKey">Its secret.</param>
    /// <param name="time">The time of signing.</param>
    /// <returns>The value of the <c>Authorization</c> header.</returns>
    public string Sign(in SigV4Request request, string accessKeyId, string secretAccessKey, DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        Span<int> order = stackalloc int[Math.Min(request.Headers.Length, CanonicalHeaders.MaxHeaders)];
        CanonicalHeaders.Sort(request.Headers, order);

        var text = new ByteWriter(stackalloc byte[StackBytes]);
        WriteStringToSign(request, order, utc, ref text);
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(KeyFor(secretAccessKey, utc).Bytes, text.Written, signature);

        text.Truncate(0);
        text.Write(Algorithm);
        text.Write(" Credential="u8);
        text.Write(accessKeyId);
        text.Write((byte)'/');
        WriteScope(utc, ref text);
        text.Write(", SignedHeaders="u8);
        CanonicalHeaders.WriteNames(request.Headers, order, ref text);
        text.Write(", Signature="u8);
        text.WriteHex(signature);
        string authorization = Encoding.UTF8.GetString(text.Written);
        text.Dispose();
        return authorization;
    }

    /// <summary>Appends the canonical request.</summary>
    internal static void WriteCanonicalRequest(in SigV4Request request, ReadOnlySpan<int> order, ref ByteWriter output)
    {
        output.Write(request.Method);
        output.Write((byte)'\n');
        CanonicalPath.Write(request.Path, !request.KeepDotSegments, ref output);
        output.Write((byte)'\n');
        CanonicalQuery.Write(request.Query, ref output);
        output.Write((byte)'\n');
        CanonicalHeaders.Write(request.Headers, order, ref output);
        output.Write((byte)'\n');
        CanonicalHeaders.WriteNames(request.Headers, order, ref output);
        output.Write((byte)'\n');
        WritePayloadHash(request, ref output);
    }

    /// <summary>Appends the string to sign.</summary>
    internal void WriteStringToSign(in SigV4Request request, ReadOnlySpan<int> order, DateTime utc, ref ByteWriter output)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var canonical = new ByteWriter(stackalloc byte[StackBytes]);
        WriteCanonicalRequest(request, order, ref canonical);
        SHA256.HashData(canonical.Written, hash);
        canonical.Dispose();

        Span<char> stamp = stackalloc char[16];
        utc.TryFormat(stamp, out int length, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        output.Write(Algorithm);
        output.Write((byte)'\n');
        output.Write(stamp[..length]);
        output.Write((byte)'\n');
        WriteScope(utc, ref output);
        output.Write((byte)'\n');
        output.WriteHex(hash);
    }

    private static void WritePayloadHash(in SigV4Request request, ref ByteWriter output)
    {
        foreach (KeyValuePair<string, string> header in request.Headers)
        {
            if (header.Key.Equals("x-amz-content-sha256", StringComparison.OrdinalIgnoreCase))
            {
                output.Write(header.Value);
                return;
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body, hash);
        output.WriteHex(hash);
    }

    private void WriteScope(DateTime utc, ref ByteWriter output)
    {
        Span<char> date = stackalloc char[8];
        utc.TryFormat(date, out int length, "yyyyMMdd", CultureInfo.InvariantCulture);
        output.Write(date[..length]);
        output.Write((byte)'/');
        output.Write(_region);
        output.Write((byte)'/');
        output.Write(_service);
        output.Write("/aws4_request"u8);
    }

    /// <summary>One key is kept: a transport has one identity at a time, and a lost race derives it twice, no worse.</summary>
    private SigningKey KeyFor(string secret, DateTime utc)
    {
        SigningKey? key = _key;
        if (key is null || !key.Fits(secret, utc))
        {
            key = new SigningKey(secret, utc, _region, _service);
            _key = key;
        }

        return key;
    }
}
