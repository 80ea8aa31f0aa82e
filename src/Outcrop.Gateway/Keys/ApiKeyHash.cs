using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Gateway.Keys;

/// <summary>How a key is stored: <c>sha256:</c> and the hash in hexadecimal. A key is long and random, so a slow hash would protect nothing more.</summary>
public static class ApiKeyHash
{
    private const string Prefix = "sha256:";

    /// <summary>Hashes a key for the configuration's <c>keys[].hash</c>.</summary>
    /// <param name="key">The key in plain text.</param>
    public static string Compute(string key) => Prefix + Convert.ToHexStringLower(ComputeBytes(key));

    /// <summary>Makes a new random key of 256 bits.</summary>
    public static string NewKey() => $"sk-outcrop-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";

    internal static byte[] ComputeBytes(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    internal static byte[]? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length != Prefix.Length + 64)
        {
            return null;
        }

        byte[] hash = new byte[32];
        return Convert.FromHexString(text.AsSpan(Prefix.Length), hash, out _, out int written) == System.Buffers.OperationStatus.Done && written == hash.Length ? hash : null;
    }
}
