using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Signing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>
/// A signed request whose headers are right so far, waiting for its body. Where the caller states the body's hash, the signature has been checked already and only the hash is left:
/// then nobody without the secret makes the gateway read a body. Immutable.
/// </summary>
internal sealed class SigV4Claim
{
    /// <summary>The header that states the body's hash.</summary>
    public const string HashHeader = "x-amz-content-sha256";

    /// <summary>The key it says it comes from.</summary>
    public required ApiKey Key { get; init; }

    /// <summary>The signature.</summary>
    public required SigV4Authorization Authorization { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required RequestTarget Target { get; init; }

    /// <summary>The signed headers in order, one item for each value.</summary>
    public required KeyValuePair<string, string>[] Headers { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The key that makes the signature.</summary>
    public required SigningKey SigningKey { get; init; }

    /// <summary>The body's hash as the caller states it; <see langword="null"/>: it does not.</summary>
    public required string? StatedHash { get; init; }

    /// <summary>Checks the body.</summary>
    /// <param name="body">The body as received.</param>
    /// <returns>Who signed.</returns>
    /// <exception cref="GatewayException">The signature, or the stated hash, is not that of this body.</exception>
    public KeyIdentity Verify(ReadOnlySpan<byte> body)
    {
        return (StatedHash is null ? Fits(body) : HasStatedHash(body)) ? new KeyIdentity(Key.Id, Key) : throw SigV4Errors.Mismatch();
    }

    /// <summary>Whether the signature is the one that the key makes.</summary>
    /// <param name="body">The body; not looked at where its hash is stated.</param>
    public bool Fits(ReadOnlySpan<byte> body) => Fits(body, Headers) || (WithoutPort() is { } headers && Fits(body, headers));

    /// <inheritdoc/>
    public override string ToString() => $"a request signed with {Key}";

    private bool Fits(ReadOnlySpan<byte> body, KeyValuePair<string, string>[] headers)
    {
        var request = new SigV4Request { Method = Method, Path = Target.Path, Query = Target.Query, Headers = headers, Body = body };
        Span<int> order = stackalloc int[headers.Length];
        CanonicalHeaders.Sort(headers, order);
        var text = new ByteWriter(stackalloc byte[512]);
        new SigV4Signer(Authorization.Region, Authorization.Service).WriteStringToSign(request, order, Time, ref text);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(SigningKey.Bytes, text.Written, expected);
        text.Dispose();
        return CryptographicOperations.FixedTimeEquals(expected, Authorization.Signature);
    }

    /// <summary>
    /// AWS's own endpoints have no port in their names, and some clients (@anthropic-ai/bedrock-sdk up to 0.22) sign the bare name wherever they go. The host's name stays what is signed.
    /// </summary>
    /// <returns>The signed headers as such clients sign them; <see langword="null"/>: the host has no port.</returns>
    private KeyValuePair<string, string>[]? WithoutPort()
    {
        int at = Array.FindIndex(Headers, static header => header.Key is "host" or ":authority");
        if (at < 0 || new HostString(Headers[at].Value) is not { Port: not null } host)
        {
            return null;
        }

        var headers = (KeyValuePair<string, string>[])Headers.Clone();
        headers[at] = new(Headers[at].Key, host.Host);
        return headers;
    }

    private bool HasStatedHash(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return StatedHash!.Equals(Convert.ToHexStringLower(hash), StringComparison.Ordinal);
    }
}
