using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// What is known of Bedrock's models: context, limits, abilities, prices, and what each takes and does not take. The one that ships is read from a data file when first asked; files of one's own change and add to it. Immutable, thread-safe.
/// </summary>
public sealed class ModelCatalog
{
    private const string Resource = "Outcrop.Bedrock.Catalog.models.json";
    private static readonly Lazy<ModelCatalog> Embedded = new(LoadEmbedded);
    private readonly IReadOnlyList<CatalogDocument> _documents;
    private readonly IReadOnlyList<CatalogLine> _lines;
    private readonly ModelIndex _index;

    private ModelCatalog(IReadOnlyList<CatalogDocument> documents, IReadOnlyList<CatalogLine> lines, IReadOnlyList<ModelInfo> models)
    {
        _documents = documents;
        _lines = lines;
        _index = new ModelIndex(models);
        Models = models;
        Provenance = string.Join("; ", documents.Select(Describe));
    }

    /// <summary>The catalogue that ships with this version.</summary>
    public static ModelCatalog Default => Embedded.Value;

    /// <summary>All rows, by id.</summary>
    public IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>Where the data comes from, its licence and date, and which files change it.</summary>
    public string Provenance { get; }

    /// <summary>The catalogue that ships, with the changes and additions of a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ModelCatalogException">The file is not well formed, or does not fit; every fault is told.</exception>
    public static ModelCatalog Load(string path) => Default.With(ModelCatalogOverrides.Load(path));

    /// <summary>This catalogue with changes and additions; it does not change itself.</summary>
    /// <param name="overrides">The changes.</param>
    /// <exception cref="ModelCatalogException">They do not fit: a line that there is none of, an id that is none.</exception>
    public ModelCatalog With(ModelCatalogOverrides overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return Build([.. _documents, overrides.Document]);
    }

    /// <summary>Finds the foundation model behind an identifier.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns><see langword="null"/> for an identifier that tells no base model, and for a model that is not listed.</returns>
    public ModelInfo? Find(ModelId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.BaseModelId is { } baseId ? _index.Find(baseId) : null;
    }

    /// <summary>Finds the foundation model behind an identifier.</summary>
    /// <param name="id">The identifier, prefixed, or an ARN, or a base id, or the id that bedrock-mantle has for the model.</param>
    public ModelInfo? Find(string id) => ModelId.TryParse(id, out ModelId? parsed) ? Find(parsed) : null;

    /// <summary>The rules of the foundation model behind an identifier. One that is not listed has those of its line, as far as its id shows one: a new version of a known line is told as its line is.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns><see cref="ModelParameterRules.None"/> where none are known.</returns>
    public ModelParameterRules RulesFor(ModelId id) => Find(id) is { } model ? model.Rules
        : id.BaseModelId is { } baseId ? CatalogLine.Of(_lines, baseId)?.Rules ?? ModelParameterRules.None
        : ModelParameterRules.None;

    /// <summary>The limit of output tokens to send when the caller sets none.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="bound">The most to send, in tokens, where the model's rules state no default of their own.</param>
    public int DefaultMaxTokens(ModelId id, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return RulesFor(id).MaxTokens.Default ?? Math.Min(Find(id)?.MaxOutputUnder(id.RegionPrefix) ?? bound, bound);
    }

    /// <summary>Computes what an exchange costs, exactly.</summary>
    /// <param name="id">The identifier that was called; its region prefix decides the price.</param>
    /// <param name="usage">The tokens. Cache writes are taken as five-minute ones.</param>
    /// <param name="tier">The service tier that served it, or <c>batch</c>; <see langword="null"/>: the default one.</param>
    /// <returns><see langword="null"/> for a model that is not listed or whose prices are unknown.</returns>
    public CostBreakdown? CostOf(ModelId id, TokenUsage usage, string? tier = null)
    {
        ArgumentNullException.ThrowIfNull(usage);
        return CostOf(id, TokenCounts.From(usage), tier);
    }

    /// <summary>Computes what an exchange costs, exactly.</summary>
    /// <param name="id">The identifier that was called.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="tier">The service tier that served it, or <c>batch</c>.</param>
    internal CostBreakdown? CostOf(ModelId id, TokenCounts tokens, string? tier = null) => Find(id) is { } model ? CostCalculator.Compute(model, tokens, id.RegionPrefix, tier) : null;

    private static string Describe(CatalogDocument document) => document.Root["source"]?.GetValue<string>() is { } source
        ? $"{source} ({document.Root["licence"]?.GetValue<string>() ?? "no licence told"}), generated {document.Root["generated"]?.GetValue<string>() ?? "at no date told"}"
        : document.Name;

    private static ModelCatalog Build(CatalogDocument[] documents)
    {
        var builder = new CatalogBuilder();
        foreach (CatalogDocument document in documents)
        {
            builder.Add(document);
        }

        (IReadOnlyList<CatalogLine> lines, IReadOnlyList<ModelInfo> models) = builder.Build();
        return builder.Faults.Count > 0 ? throw new ModelCatalogException(documents[^1].Name, builder.Faults) : new ModelCatalog(documents, lines, models);
    }

    private static ModelCatalog LoadEmbedded()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        return Build([CatalogDocument.Trust(stream, "models.json")]);
    }
}
