using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Keys;

/// <summary>Who is calling. Immutable.</summary>
/// <param name="Id">The key's id; <c>anonymous</c> in development mode on loopback.</param>
/// <param name="Key">The key; <see langword="null"/> for the anonymous caller.</param>
internal sealed record KeyIdentity(string Id, ApiKey? Key)
{
    /// <summary>The caller of a development gateway without keys.</summary>
    public static readonly KeyIdentity Anonymous = new("anonymous", null);

    /// <summary>A caller who shows no key where none is needed.</summary>
    public static readonly KeyIdentity Stranger = new("stranger", null);

    /// <summary>Whether it is known who is calling.</summary>
    public bool IsKnown => !ReferenceEquals(this, Stranger);

    /// <summary>
    /// Whether the key may use a model. A pattern is held against the identifier as it stands and against what it certainly names: the foundation model of a profile or an ARN, and the profile of
    /// a profile's ARN. A custom model is not its base, and what an application profile stands for only AWS can tell: these match by their own text alone.
    /// </summary>
    /// <param name="modelId">The model after aliases.</param>
    public bool MayUse(string modelId)
    {
        if (Key?.Models is not { } patterns || Matches(patterns, modelId))
        {
            return true;
        }

        return ModelId.TryParse(modelId, out ModelId? id)
            && id is { Kind: ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile, BaseModelId: { } baseModel }
            && (Matches(patterns, baseModel) || (id.RegionPrefix is { } prefix && Matches(patterns, $"{prefix}.{baseModel}")));
    }

    private static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        foreach (string pattern in patterns)
        {
            if (pattern.EndsWith('*') ? text.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : string.Equals(pattern, text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
