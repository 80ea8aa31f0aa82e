using System.Security.Cryptography;

namespace Outcrop.Gateway.Keys;

/// <summary>Makes access keys with which AWS's SDKs sign requests to the gateway. AWS does not know them.</summary>
public static class AccessKey
{
    private const string IdPrefix = "AKIAOUTCROP";

    /// <summary>Makes a new random one in the form that tools expect of a lasting key: an id of 20 capitals and digits, and a secret of 40 characters (238 bits).</summary>
    /// <returns>The configuration's <c>keys[].accessKeyId</c>, and the secret for <c>keys[].secretAccessKey</c>.</returns>
    public static (string AccessKeyId, string SecretAccessKey) New() => (
        IdPrefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 9),
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40));
}
