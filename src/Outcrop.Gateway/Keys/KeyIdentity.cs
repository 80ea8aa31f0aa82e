using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Keys;

/// <summary>Who is calling. Immutable.</summary>
/// <param name="Id">The key's id; <c>anonymous</c> in development mode on loopback.</param>
/// <param name="Key">The key; <see langword="null"/> for the anonymous caller.</param>
internal sealed record KeyIdentity(string Id, ApiKey? Key)
{
    /// <summary>The caller of a development gateway without keys.</summary>
    public static readonly KeyIdentity Anonymous = new("anonymous", null);

    /// <summary>Whether the key may use a model.</summary>
    /// <param name="modelId">The model after aliases.</param>
    public bool MayUse(string modelId)
    {
        if (Key?.Models is not { } models)
        {
            return true;
        }

        foreach (string pattern in models)
        {
            if (pattern.EndsWith('*') ? modelId.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : string.Equals(pattern, modelId, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
