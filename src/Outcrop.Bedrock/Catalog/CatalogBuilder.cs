using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Joins files into one catalogue: later ones change earlier ones, lines hand their rules down, rows take those of their line. Not thread-safe; used once.</summary>
internal sealed class CatalogBuilder
{
    private readonly CatalogLines _lines = new();
    private readonly Dictionary<string, (JsonObject Row, string Path)> _rows = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong so far.</summary>
    public List<ModelCatalogFault> Faults { get; } = [];

    /// <summary>Adds a file over those before it.</summary>
    /// <param name="document">The file; only read.</param>
    public void Add(CatalogDocument document)
    {
        _lines.Add(document, Faults);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((JsonObject row, string path) in document.Items("models"))
        {
            string id = row["id"]!.GetValue<string>();
            if (!seen.Add(id))
            {
                Faults.Add(new ModelCatalogFault($"{path}.id", $"{id} stands twice in this file."));
            }
            else if (!ModelId.TryParse(id, out ModelId? parsed) || parsed.Kind != ModelIdKind.FoundationModel || parsed.BaseModelId != id)
            {
                Faults.Add(new ModelCatalogFault($"{path}.id", $"{id} is no base model id: neither region prefix, context variant nor ARN belongs here."));
            }
            else if (_rows.TryGetValue(id, out (JsonObject Row, string Path) known))
            {
                JsonPatch.Apply(known.Row, row, keepNulls: true);
                _rows[id] = (known.Row, path);
            }
            else
            {
                _rows.Add(id, (row.DeepClone().AsObject(), path));
            }
        }
    }

    /// <summary>Resolves what was added.</summary>
    public (IReadOnlyList<CatalogLine> Lines, IReadOnlyList<ModelInfo> Models) Build()
    {
        IReadOnlyList<CatalogLine> lines = _lines.Resolve(Faults);
        var models = new List<ModelInfo>(_rows.Count);
        foreach ((JsonObject row, string path) in _rows.Values)
        {
            try
            {
                if (Read(row, path, lines) is { } model)
                {
                    models.Add(model);
                }
            }
            catch (JsonException fault)
            {
                // Files that fit the schema one by one need not do so joined.
                Faults.Add(new ModelCatalogFault(path, fault.Message));
            }
        }

        models.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return (lines, models);
    }

    private ModelInfo? Read(JsonObject stated, string path, IReadOnlyList<CatalogLine> lines)
    {
        JsonObject row = JsonPatch.WithoutNulls(stated);
        string id = row["id"]!.GetValue<string>();
        CatalogLine? line = CatalogLine.Of(lines, id);
        if (row["line"]?.GetValue<string>() is { } named)
        {
            line = lines.FirstOrDefault(candidate => candidate.Name == named);
            if (line is null)
            {
                Faults.Add(new ModelCatalogFault($"{path}.line", $"There is no line {named}."));
                return null;
            }
        }

        // What a row leaves out is what most models have; a row of our own states it all.
        bool chat = row["kind"]?.GetValue<string>() is not { } kind || kind.Equals("chat", StringComparison.OrdinalIgnoreCase);
        row.TryAdd("name", id);
        row.TryAdd("provider", id[..id.IndexOf('.', StringComparison.Ordinal)]);
        foreach (string ability in (ReadOnlySpan<string>)["tools", "system", "converse", "converseStream"])
        {
            row.TryAdd(ability, chat);
        }

        JsonObject? own = (stated["rules"] as JsonObject)?.DeepClone().AsObject();
        row.Remove("rules");
        JsonObject? prices = (stated["prices"] as JsonObject)?.DeepClone().AsObject();
        row.Remove("prices");
        ModelInfo model = row.Deserialize(ModelCatalogJson.Default.ModelInfo)!;
        return model with
        {
            Line = line?.Name,
            Rules = own is null ? line?.Rules ?? ModelParameterRules.None : _lines.RulesUnder(line?.Name, own, model.Source, model.AsOf),
            Prices = prices is null ? line?.Prices ?? ModelPriceRules.None : _lines.PricesUnder(line?.Name, prices, model.Source, model.AsOf),
        };
    }
}
