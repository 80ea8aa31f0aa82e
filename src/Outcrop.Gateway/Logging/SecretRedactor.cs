using System.Buffers;

namespace Outcrop.Gateway.Logging;

/// <summary>Takes secrets out of a text: first those that are known, then what looks like one. Immutable and thread-safe.</summary>
/// <param name="secrets">The known secrets.</param>
internal sealed class SecretRedactor(IEnumerable<string> secrets)
{
    // Longest first: a secret that contains another must go as a whole.
    private readonly string[] _secrets = [.. secrets.Where(secret => secret.Length > 0).OrderByDescending(secret => secret.Length)];

    // One search for all of them: the cost of a text without a secret must not grow with the number of keys.
    private readonly SearchValues<string> _any = SearchValues.Create([.. secrets.Where(secret => secret.Length > 0)], StringComparison.Ordinal);

    /// <summary>Takes the secrets out.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        if (text.AsSpan().ContainsAny(_any))
        {
            foreach (string secret in _secrets)
            {
                text = text.Replace(secret, SecretPatterns.Mask, StringComparison.Ordinal);
            }
        }

        return SecretPatterns.Redact(text);
    }
}
