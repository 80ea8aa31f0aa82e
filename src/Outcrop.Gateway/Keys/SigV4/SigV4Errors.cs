using System.Security.Cryptography;
using System.Text;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>
/// What is said to a caller whose signature is refused: AWS's names and sentences, so that an SDK reacts as it would to AWS. Every dialect says them as a key that is not valid;
/// the AWS-shaped one with the name and its status.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html, and answers of Bedrock's.
/// </summary>
internal static class SigV4Errors
{
    private const string Invalid = "InvalidSignatureException";
    private const string Incomplete = "IncompleteSignatureException";

    /// <summary>The access key is unknown, or its session token is not the right one.</summary>
    public static GatewayException UnknownKey() => Refuse("UnrecognizedClientException", "The security token included in the request is invalid.");

    /// <summary>The key's time is over.</summary>
    public static GatewayException ExpiredKey() => Refuse("ExpiredTokenException", "The security token included in the request is expired");

    /// <summary>The signature is not the one that the key makes over this request.</summary>
    public static GatewayException Mismatch() => Refuse(
        Invalid,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");

    /// <summary>Anything else that is wrong with a signature that is whole.</summary>
    /// <param name="message">What.</param>
    public static GatewayException InvalidSignature(string message) => Refuse(Invalid, message);

    /// <summary>The date is none.</summary>
    /// <param name="date">What was sent.</param>
    public static GatewayException BadDate(string date) =>
        Refuse(Incomplete, $"Date must be in ISO-8601 'basic format'. Got '{SafeText.Clean(date)}'. See http://en.wikipedia.org/wiki/ISO_8601");

    /// <summary>Parts of the header are missing. The header itself may hold a secret, so AWS tells its hash.</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="missing">A sentence for each part.</param>
    public static GatewayException MissingParts(string authorization, string missing) =>
        Refuse(Incomplete, $"{missing}(Hashed with SHA-256 and encoded with Base64) Authorization={HashOf(authorization)}");

    /// <summary>The header is no list of names and values.</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="what">What is wrong with it.</param>
    public static GatewayException Malformed(string authorization, string what) =>
        Refuse(Incomplete, $"{what} in Authorization header (hashed with SHA-256 and encoded with Base64): '{HashOf(authorization)}'.");

    /// <summary>The credential has not its five parts.</summary>
    /// <param name="credential">The credential.</param>
    public static GatewayException BadCredential(string credential) => Refuse(
        Incomplete, $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{SafeText.Clean(credential)}'");

    private static GatewayException Refuse(string awsType, string message) =>
        new(new GatewayError(GatewayErrorKind.InvalidKey, Blame.Client, ExchangePhase.Request, message, AwsType: awsType));

    private static string HashOf(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
