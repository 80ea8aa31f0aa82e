namespace Outcrop.Bedrock.Catalog;

/// <summary>Finds rows by every way that a base id is written. Immutable, thread-safe.</summary>
internal sealed class ModelIndex
{
    private readonly Dictionary<string, ModelInfo> _byId;
    private readonly Dictionary<string, ModelInfo?> _byStem;

    /// <summary>Indexes rows.</summary>
    /// <param name="models">The rows; their ids differ.</param>
    public ModelIndex(IReadOnlyList<ModelInfo> models)
    {
        _byId = new Dictionary<string, ModelInfo>(models.Count, StringComparer.OrdinalIgnoreCase);
        _byStem = new Dictionary<string, ModelInfo?>(models.Count, StringComparer.OrdinalIgnoreCase);
        foreach (ModelInfo model in models)
        {
            _byId.Add(model.Id, model);

            // A stem that two models share tells neither.
            string stem = Stem(model.Id);
            _byStem[stem] = _byStem.ContainsKey(stem) ? null : model;
        }

        // The surfaces' own ids come last: a row that has such an id itself goes before.
        foreach (ModelInfo model in models)
        {
            foreach (ModelSurface surface in model.Surfaces)
            {
                _byId.TryAdd(surface.Id, model);
            }
        }
    }

    /// <summary>Finds a row.</summary>
    /// <param name="id">A base id, with or without its version.</param>
    public ModelInfo? Find(string id)
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
}
