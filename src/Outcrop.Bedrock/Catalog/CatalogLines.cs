using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Bedrock.Catalog;

/// <summary>The lines of the files read so far, and what each hands down. Not thread-safe; used once.</summary>
internal sealed class CatalogLines
{
    private readonly Dictionary<string, (JsonObject Line, string Path)> _lines = new(StringComparer.Ordinal);

    /// <summary>Adds the lines of a file over those before it.</summary>
    /// <param name="document">The file; only read.</param>
    /// <param name="faults">Told what is wrong.</param>
    public void Add(CatalogDocument document, ICollection<ModelCatalogFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonObject line, string path) in document.Items("lines"))
        {
            string name = line["line"]!.GetValue<string>();
            if (!seen.Add(name))
            {
                faults.Add(new ModelCatalogFault($"{path}.line", $"{name} stands twice in this file."));
            }
            else if (_lines.TryGetValue(name, out (JsonObject Line, string Path) known))
            {
                JsonPatch.Apply(known.Line, line, keepNulls: true);
                _lines[name] = (known.Line, path);
            }
            else
            {
                _lines.Add(name, (line.DeepClone().AsObject(), path));
            }
        }
    }

    /// <summary>Gives every line with all that it inherits.</summary>
    /// <param name="faults">Told what is wrong.</param>
    public List<CatalogLine> Resolve(ICollection<ModelCatalogFault> faults)
    {
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var resolved = new List<CatalogLine>(_lines.Count);
        foreach ((string name, (JsonObject line, string path)) in _lines)
        {
            if (FaultOfChain(name) is { } fault)
            {
                faults.Add(new ModelCatalogFault($"{path}.inherits", fault));
                continue;
            }

            string[] prefixes = line["match"] is JsonArray match ? [.. match.Select(prefix => prefix!.GetValue<string>())] : [];
            for (int i = 0; i < prefixes.Length; i++)
            {
                if (!owners.TryAdd(prefixes[i], name))
                {
                    faults.Add(new ModelCatalogFault($"{path}.match[{i}]", $"{prefixes[i]} belongs to the line {owners[prefixes[i]]} already."));
                }
            }

            resolved.Add(new CatalogLine(name, prefixes, RulesUnder(name, null, null, null), PricesUnder(name, null, null, null)));
        }

        return resolved;
    }

    /// <summary>The rules of a line, with a row's own over them.</summary>
    /// <param name="line">The line; <see langword="null"/> for none.</param>
    /// <param name="own">The row's own.</param>
    /// <param name="source">Where those are known from.</param>
    /// <param name="asOf">When.</param>
    public ModelParameterRules RulesUnder(string? line, JsonObject? own, string? source, string? asOf)
    {
        (JsonObject joined, string? provenance, string? date) = Join(line, "rules", own, source, asOf);
        return joined.Deserialize(ModelCatalogJson.Default.ModelParameterRules)! with { Provenance = provenance, AsOf = date };
    }

    /// <summary>The prices of a line, with a row's own over them.</summary>
    /// <inheritdoc cref="RulesUnder"/>
    public ModelPriceRules PricesUnder(string? line, JsonObject? own, string? source, string? asOf)
    {
        (JsonObject joined, string? provenance, string? date) = Join(line, "prices", own, source, asOf);
        joined.Remove("provenance");
        return joined.Deserialize(ModelCatalogJson.Default.ModelPriceRules)! with { Provenance = provenance, AsOf = date };
    }

    private (JsonObject Joined, string? Provenance, string? AsOf) Join(string? line, string member, JsonObject? own, string? source, string? asOf)
    {
        var joined = new JsonObject();
        var sources = new List<string>();
        foreach (JsonObject link in Chain(line))
        {
            if (link[member] is JsonObject patch)
            {
                JsonPatch.Apply(joined, patch, keepNulls: false);
                if ((patch["provenance"] ?? link["provenance"])?.GetValue<string>() is { } text && !sources.Contains(text))
                {
                    sources.Add(text);
                }

                asOf = own is null ? link["asOf"]?.GetValue<string>() ?? asOf : asOf;
            }
        }

        if (own is not null)
        {
            JsonPatch.Apply(joined, own, keepNulls: false);
            sources.Add(own["provenance"]?.GetValue<string>() ?? source ?? "the row's own");
        }

        joined.Remove("provenance");
        return (joined, sources.Count == 0 ? null : string.Join("; ", sources), asOf);
    }

    /// <summary>A line and those above it, the topmost first.</summary>
    private List<JsonObject> Chain(string? name)
    {
        var chain = new List<JsonObject>();
        for (string? current = name; current is not null && _lines.TryGetValue(current, out (JsonObject Line, string Path) link); current = link.Line["inherits"]?.GetValue<string>())
        {
            chain.Insert(0, link.Line);
        }

        return chain;
    }

    private string? FaultOfChain(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string current = name;
        while (seen.Add(current))
        {
            if (_lines[current].Line["inherits"]?.GetValue<string>() is not { } above)
            {
                return null;
            }

            if (!_lines.ContainsKey(above))
            {
                return $"There is no line {above}.";
            }

            current = above;
        }

        return $"{current} inherits itself.";
    }
}
