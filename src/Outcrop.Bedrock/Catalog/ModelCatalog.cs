using System.Text.Json;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What is known of Bedrock's models: context, limits, abilities, prices, and what each does not take. Read from a data file when first asked. Immutable, thread-safe.</summary>
public sealed class ModelCatalog
{
    private const string Resource = "Outcrop.Bedrock.Catalog.models.json";
    private static readonly Lazy<ModelCatalog> Embedded = new(Load);
    private readonly Dictionary<string, ModelInfo> _byId;
    private readonly Dictionary<string, ModelInfo?> _byStem;

    internal ModelCatalog(ModelCatalogData data)
    {
        Models = data.Models;
        Provenance = $"{data.Source} ({data.Licence}), generated {data.Generated}";
        _byId = new Dictionary<string, ModelInfo>(data.Models.Count, StringComparer.OrdinalIgnoreCase);
        _byStem = new Dictionary<string, ModelInfo?>(data.Models.Count, StringComparer.OrdinalIgnoreCase);
        foreach (ModelInfo model in data.Models)
        {
            _byId.Add(model.Id, model);

            // A stem that two models share tells neither.
            string stem = Stem(model.Id);
            _byStem[stem] = _byStem.ContainsKey(stem) ? null : model;
        }
    }

    /// <summary>The catalogue that ships with this version.</summary>
    public static ModelCatalog Default => Embedded.Value;

    /// <summary>All rows, by id.</summary>
    public IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>Where the data comes from, its licence and date.</summary>
    public string Provenance { get; }

    /// <summary>Finds the foundation model behind an identifier.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns><see langword="null"/> for an identifier that tells no base model, and for a model that is not listed.</returns>
    public ModelInfo? Find(ModelId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.BaseModelId is { } baseId ? FindBase(baseId) : null;
    }

    /// <summary>Finds the foundation model behind an identifier.</summary>
    /// <param name="id">The identifier, prefixed, or an ARN, or a base id.</param>
    public ModelInfo? Find(string id) => ModelId.TryParse(id, out ModelId? parsed) ? Find(parsed) : null;

    /// <summary>The rules of the foundation model behind an identifier.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns><see cref="ModelParameterRules.None"/> where none are known.</returns>
    public ModelParameterRules RulesFor(ModelId id) => Find(id)?.Rules ?? ModelParameterRules.None;

    /// <summary>The limit of output tokens to send when the caller sets none.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="bound">The most to send, in tokens, where the model's rules state no default of their own.</param>
    public int DefaultMaxTokens(ModelId id, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return RulesFor(id).MaxTokens.Default ?? Math.Min(Find(id)?.MaxOutput ?? bound, bound);
    }

    private ModelInfo? FindBase(string id)
    {
        if (_byId.TryGetValue(id, out ModelInfo? exact))
        {
            return exact;
        }

        // anthropic.claude-3-haiku-20240307 and …-v1 both mean …-v1:0.
        int colon = id.IndexOf(':');
        return (colon > 0 && _byId.TryGetValue(id[..colon], out ModelInfo? versionless)) ? versionless : _byStem.GetValueOrDefault(Stem(id));
    }

    /// <summary>An id without its version: neither <c>:0</c> nor the <c>-v1</c> before it.</summary>
    private static string Stem(string id)
    {
        int colon = id.IndexOf(':');
        string stem = colon < 0 ? id : id[..colon];
        int dash = stem.LastIndexOf('-');
        ReadOnlySpan<char> version = stem.AsSpan(dash + 1);
        bool versioned = dash > 0 && version.Length >= 2 && version[0] == 'v' && !version[1..].ContainsAnyExceptInRange('0', '9');
        bool numbered = dash > 0 && colon > 0 && !version.ContainsAnyExceptInRange('0', '9');
        return versioned || numbered ? stem[..dash] : stem;
    }

    private static ModelCatalog Load()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        ModelCatalogData data = JsonSerializer.Deserialize(stream, ModelCatalogJson.Default.ModelCatalogData)
            ?? throw new InvalidOperationException($"The resource {Resource} is empty.");
        return new ModelCatalog(data);
    }
}
