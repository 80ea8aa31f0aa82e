using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>
/// An <c>Authorization: AWS4-HMAC-SHA256 …</c> header taken apart. Read strictly: each part once, no other part, names of headers in small letters and in order, since a header that can be
/// read in two ways is how one signature comes to stand for two requests. Immutable.
/// </summary>
internal sealed class SigV4Authorization
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const int LongestName = 128;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~:0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>The access key id.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The scope's day.</summary>
    public required string Date { get; init; }

    /// <summary>The scope's region.</summary>
    public required string Region { get; init; }

    /// <summary>The scope's service.</summary>
    public required string Service { get; init; }

    /// <summary>The scope's last part.</summary>
    public required string Terminator { get; init; }

    /// <summary>The names of the headers that are signed, in order.</summary>
    public required string[] SignedHeaders { get; init; }

    /// <summary>The signature; empty where it has not the form of one.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Whether any of a request's headers is a signature of AWS's, whichever.</summary>
    /// <param name="authorization">The <c>Authorization</c> headers.</param>
    public static bool IsIn(StringValues authorization)
    {
        foreach (string? value in authorization)
        {
            if (value is not null && value.StartsWith("AWS4-", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a header's name is among the signed ones.</summary>
    /// <param name="name">The name, in any case.</param>
    public bool Signs(string name) => Array.Exists(SignedHeaders, signed => signed.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="hasDate">Whether the request has a date.</param>
    /// <exception cref="GatewayException">It is not whole, or not well-formed.</exception>
    public static SigV4Authorization Parse(string header, bool hasDate)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw SigV4Errors.Malformed(header, "Unsupported algorithm, AWS4-HMAC-SHA256 is the one taken here,");
        }

        string? credential = null;
        string? signedHeaders = null;
        string? signature = null;
        foreach (string part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw SigV4Errors.Malformed(header, "Invalid key=value pair (missing equal-sign)");
            }

            switch (part.AsSpan(0, equals))
            {
                case "Credential":
                    SetOnce(ref credential, part[(equals + 1)..], header);
                    break;
                case "SignedHeaders":
                    SetOnce(ref signedHeaders, part[(equals + 1)..], header);
                    break;
                case "Signature":
                    SetOnce(ref signature, part[(equals + 1)..], header);
                    break;
                default:
                    throw SigV4Errors.Malformed(header, "Invalid key=value pair (unknown key)");
            }
        }

        if (string.IsNullOrEmpty(credential) || string.IsNullOrEmpty(signedHeaders) || string.IsNullOrEmpty(signature) || !hasDate)
        {
            throw Incomplete(header, credential, signature, signedHeaders, hasDate);
        }

        string[] scope = credential.Split('/');
        if (scope.Length != 5)
        {
            throw SigV4Errors.BadCredential(credential);
        }

        return new SigV4Authorization
        {
            AccessKeyId = scope[0],
            Date = scope[1],
            Region = scope[2],
            Service = scope[3],
            Terminator = scope[4],
            SignedHeaders = ParseNames(signedHeaders, header),
            Signature = ParseSignature(signature),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => "an AWS signature";

    private static void SetOnce(ref string? slot, string value, string header)
    {
        if (slot is not null)
        {
            throw SigV4Errors.Malformed(header, "Invalid key=value pair (duplicate key)");
        }

        slot = value;
    }

    private static string[] ParseNames(string text, string header)
    {
        string[] names = text.Split(';');
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length is 0 or > LongestName || names[i].AsSpan().ContainsAnyExcept(NameCharacters) || (i > 0 && string.CompareOrdinal(names[i - 1], names[i]) >= 0))
            {
                throw SigV4Errors.Malformed(header, "'SignedHeaders' must be lower-case names in order, each once, separated by semicolons,");
            }
        }

        return names;
    }

    private static byte[] ParseSignature(string text)
    {
        byte[] signature = new byte[32];
        return text.Length == 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef") && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done ? signature : [];
    }

    private static GatewayException Incomplete(string header, string? credential, string? signature, string? signedHeaders, bool hasDate)
    {
        var missing = new StringBuilder();
        missing.Append(string.IsNullOrEmpty(credential) ? "Authorization header requires 'Credential' parameter. " : "");
        missing.Append(string.IsNullOrEmpty(signature) ? "Authorization header requires 'Signature' parameter. " : "");
        missing.Append(string.IsNullOrEmpty(signedHeaders) ? "Authorization header requires 'SignedHeaders' parameter. " : "");
        missing.Append(hasDate ? "" : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        return SigV4Errors.MissingParts(header, missing.ToString());
    }
}
