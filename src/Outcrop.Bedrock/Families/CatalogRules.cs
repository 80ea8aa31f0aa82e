using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families;

/// <summary>The rules of the catalogue. A model that is not listed has none: it may be newer than this version.</summary>
internal sealed class CatalogRules : ParameterRules
{
    private CatalogRules()
    {
    }

    /// <summary>The rules of the catalogue that ships with this version.</summary>
    public static CatalogRules Default { get; } = new();

    /// <inheritdoc/>
    public override bool RefusesTemperatureWithTopP(ModelId modelId) => ModelCatalog.Default.Find(modelId) is { Rules.TemperatureWithTopP: false };

    /// <inheritdoc/>
    public override bool RefusesSampling(ModelId modelId) => ModelCatalog.Default.Find(modelId) is { Rules.Sampling: false };

    /// <inheritdoc/>
    public override int DefaultMaxTokens(ModelId modelId) => Math.Min(ModelCatalog.Default.Find(modelId)?.MaxOutput ?? FamilyRequest.DefaultMaxTokens, FamilyRequest.DefaultMaxTokens);
}
