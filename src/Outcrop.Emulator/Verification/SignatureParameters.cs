using System.Security.Cryptography;
using System.Text;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Verification;

/// <summary>The parts of an <c>Authorization: AWS4-HMAC-SHA256</c> header.</summary>
/// <param name="AccessKeyId">The key.</param>
/// <param name="Date">The scope's day, <c>yyyyMMdd</c>.</param>
/// <param name="Region">The scope's region.</param>
/// <param name="Service">The scope's service.</param>
/// <param name="Terminator">The scope's last part.</param>
/// <param name="SignedHeaders">The names the client signed.</param>
/// <param name="Signature">The signature.</param>
internal sealed record SignatureParameters(
    string AccessKeyId, string Date, string Region, string Service, string Terminator, string[] SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <exception cref="AwsErrorException">A part is missing.</exception>
    public static SignatureParameters Parse(string authorization, bool hasDate)
    {
        string? credential = null;
        string? signedHeaders = null;
        string? signature = null;
        string value = authorization.StartsWith(Algorithm, StringComparison.Ordinal) ? authorization[Algorithm.Length..] : "";
        foreach (string part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            switch (equals < 0 ? part : part[..equals])
            {
                case "Credential":
                    credential = part[(equals + 1)..];
                    break;
                case "SignedHeaders":
                    signedHeaders = part[(equals + 1)..];
                    break;
                case "Signature":
                    signature = part[(equals + 1)..];
                    break;
                default:
                    break;
            }
        }

        if (string.IsNullOrEmpty(credential) || string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(signedHeaders) || !hasDate)
        {
            throw Incomplete(authorization, string.IsNullOrEmpty(credential), string.IsNullOrEmpty(signature), string.IsNullOrEmpty(signedHeaders), !hasDate);
        }

        return FromCredential(credential, signedHeaders.Split(';'), signature);
    }

    /// <exception cref="AwsErrorException">The credential has not five parts.</exception>
    public static SignatureParameters FromCredential(string credential, string[] signedHeaders, string signature)
    {
        string[] parts = credential.Split('/');
        if (parts.Length != 5)
        {
            throw new AwsErrorException(AwsError.Authentication(
                "IncompleteSignatureException", $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'", 400));
        }

        return new SignatureParameters(parts[0], parts[1], parts[2], parts[3], parts[4], signedHeaders, signature);
    }

    private static AwsErrorException Incomplete(string authorization, bool credential, bool signature, bool signedHeaders, bool date)
    {
        var text = new StringBuilder();
        text.Append(credential ? "Authorization header requires 'Credential' parameter. " : "");
        text.Append(signature ? "Authorization header requires 'Signature' parameter. " : "");
        text.Append(signedHeaders ? "Authorization header requires 'SignedHeaders' parameter. " : "");
        text.Append(date ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " : "");

        // AWS no longer echoes the header, which may hold a secret; it gives its hash.
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(authorization)));
        text.Append("(Hashed with SHA-256 and encoded with Base64) Authorization=").Append(hash);
        return new AwsErrorException(AwsError.Authentication("IncompleteSignatureException", text.ToString(), 400));
    }
}
