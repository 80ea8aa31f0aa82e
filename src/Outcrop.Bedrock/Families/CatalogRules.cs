using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families;

/// <summary>The rules of a catalogue. A model that is not listed has only those of its line: it may be newer than the catalogue. Immutable, thread-safe.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="defaultMaxTokens">The bound of the output limit that is sent when the caller is silent, in tokens.</param>
internal sealed class CatalogRules(ModelCatalog catalog, int defaultMaxTokens = FamilyRequest.DefaultMaxTokens) : ParameterRules
{
    /// <summary>The rules of the catalogue that ships with this version.</summary>
    public static CatalogRules Default { get; } = new(ModelCatalog.Default);

    /// <summary>The catalogue.</summary>
    public ModelCatalog Catalog { get; } = catalog;

    /// <inheritdoc/>
    public override ModelParameterRules For(ModelId modelId) => Catalog.RulesFor(modelId);

    /// <inheritdoc/>
    public override int DefaultMaxTokens(ModelId modelId) => Catalog.DefaultMaxTokens(modelId, defaultMaxTokens);
}
