using System.Text.Json;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Explain;

/// <summary>
/// The reviewed table of what becomes of each parameter of a dialect: <c>Explain/converse.dispositions.json</c> for Converse. docs/dispositions.md is written from it, and tests hold it against
/// what the client does. Immutable, thread-safe.
/// </summary>
internal sealed class DispositionTable
{
    /// <summary>The upstream of Converse's own body, which no family changes.</summary>
    public const string Converse = "converse";

    private const string Resource = "Outcrop.Bedrock.Explain.converse.dispositions.json";
    private static readonly Lazy<DispositionTable> Embedded = new(Load);
    private readonly Dictionary<string, DispositionRow> _rows;
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groups = new(StringComparer.Ordinal);

    /// <summary>Creates a table.</summary>
    /// <param name="dialect">Its data.</param>
    public DispositionTable(DispositionDialect dialect)
    {
        Dialect = dialect;
        _rows = dialect.Parameters.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string name in _rows.Keys)
        {
            for (int end = name.AsSpan().LastIndexOfAny('.', '['); end > 0; end = name.AsSpan(0, end).LastIndexOfAny('.', '['))
            {
                _prefixes.Add(name[..end]);
            }
        }

        foreach ((string group, IReadOnlyList<string> families) in dialect.Groups)
        {
            foreach (string family in families)
            {
                (_groups.TryGetValue(family, out List<string>? known) ? known : _groups[family] = []).Add(group);
            }
        }
    }

    /// <summary>The table of Converse.</summary>
    public static DispositionTable Default => Embedded.Value;

    /// <summary>The data.</summary>
    public DispositionDialect Dialect { get; }

    /// <summary>The row of a path whose places are <c>[]</c>; <see langword="null"/> when there is none of just that name.</summary>
    public DispositionRow? Find(string pattern) => _rows.GetValueOrDefault(pattern);

    /// <summary>Whether rows stand below a path.</summary>
    public bool HasBelow(string pattern) => _prefixes.Contains(pattern);

    /// <summary>What becomes of a parameter.</summary>
    /// <param name="row">The parameter.</param>
    /// <param name="upstream">A family's name, or <see cref="Converse"/>.</param>
    /// <returns><see langword="null"/> where the table says nothing: for an API that has no column. A test keeps it from happening elsewhere.</returns>
    public DispositionCell? CellOf(DispositionRow row, string upstream)
    {
        if (row.To.TryGetValue(upstream, out DispositionCell? cell))
        {
            return cell;
        }

        foreach (string group in _groups.GetValueOrDefault(upstream, []))
        {
            if (row.To.TryGetValue(group, out cell))
            {
                return cell;
            }
        }

        return ModelFamilies.All.Any(family => family.Name == upstream) ? row.To.GetValueOrDefault("invoke") : null;
    }

    /// <summary>Why a member stands in a body that no parameter asked for.</summary>
    /// <param name="upstream">A family's name, or <see cref="Converse"/>.</param>
    /// <param name="path">The member.</param>
    public string? ReasonOfAdded(string upstream, string path) =>
        Dialect.Adds.TryGetValue(upstream, out IReadOnlyDictionary<string, string>? adds) ? adds.GetValueOrDefault(path) : null;

    private static DispositionTable Load()
    {
        using Stream stream = typeof(DispositionTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        return new DispositionTable(JsonSerializer.Deserialize(stream, DispositionJson.Default.DispositionDialect)
            ?? throw new InvalidOperationException($"The resource {Resource} is empty."));
    }
}
