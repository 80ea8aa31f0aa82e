using System.Buffers;

namespace Outcrop.Gateway.Logging;

/// <summary>Takes secrets out of a text: first those that are known, then what looks like one. Thread-safe.</summary>
internal sealed class SecretRedactor
{
    private volatile Known _known;

    /// <summary>Creates a redactor.</summary>
    /// <param name="secrets">The known secrets.</param>
    public SecretRedactor(IEnumerable<string> secrets) => _known = new Known(secrets);

    /// <summary>Learns more secrets; those known before stay so.</summary>
    /// <param name="secrets">The secrets.</param>
    public void Learn(IEnumerable<string> secrets)
    {
        Known known = _known;
        string[] fresh = [.. secrets.Except(known.LongestFirst, StringComparer.Ordinal)];
        while (fresh.Length > 0)
        {
            Known seen = Interlocked.CompareExchange(ref _known, new Known(known.LongestFirst.Concat(fresh)), known);
            if (ReferenceEquals(seen, known))
            {
                return;
            }

            known = seen;
        }
    }

    /// <summary>Whether there is nothing to take out of texts that stand behind one another, a line break between them. One search of a whole line costs much less than one of each of its words.</summary>
    /// <param name="texts">The texts.</param>
    public bool IsClean(ReadOnlySpan<char> texts) => !texts.ContainsAny(_known.Any) && !SecretPatterns.MayMatch(texts);

    /// <summary>Takes the secrets out.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        Known known = _known;
        if (text.AsSpan().ContainsAny(known.Any))
        {
            foreach (string secret in known.LongestFirst)
            {
                text = text.Replace(secret, SecretPatterns.Mask, StringComparison.Ordinal);
            }
        }

        return SecretPatterns.Redact(text);
    }

    /// <summary>The secrets at one moment.</summary>
    private sealed class Known(IEnumerable<string> secrets)
    {
        /// <summary>Longest first: a secret that contains another must go as a whole.</summary>
        public string[] LongestFirst { get; } = [.. secrets.Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

        /// <summary>One search for all of them: the cost of a text without a secret must not grow with the number of keys.</summary>
        public SearchValues<string> Any { get; } = SearchValues.Create([.. secrets.Where(secret => secret.Length > 0)], StringComparison.Ordinal);
    }
}
