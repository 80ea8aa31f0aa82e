using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>What becomes of beta flags and of the members they govern: the table that ships with this version under what the configuration says. Immutable, thread-safe.</summary>
internal sealed class BetaTable
{
    private static readonly Lazy<BetaData> s_data = new(BetaData.Load);
    private static readonly ConditionalWeakTable<AnthropicSettings, BetaTable> s_tables = [];
    private readonly Dictionary<string, Entry> _names = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, Entry Entry)> _prefixes = [];

    private BetaTable(BetaData data, AnthropicSettings settings)
    {
        foreach (BetaRow row in data.Betas)
        {
            Add(row.Name, new Entry(DispositionOf(row.Bedrock), row.As ?? "", [.. row.Fields.Select(JsonPlace.Parse)]));
        }

        foreach ((string name, BetaSetting setting) in settings.Betas)
        {
            IReadOnlyList<JsonPlace> fields = setting.Fields is { } given ? [.. given.Select(JsonPlace.Parse)] : Find(name.TrimEnd('*'))?.Fields ?? [];
            Add(name, new Entry(setting.Disposition, setting.As ?? "", fields));
        }

        Unknown = settings.UnknownBetas;
        Members = [.. data.Members
            .Where(row => settings.Members.GetValueOrDefault(row.Place, BetaDisposition.Drop) != BetaDisposition.Pass)
            .Select(row => new MemberEntry(JsonPlace.Parse(row.Place), settings.Members.GetValueOrDefault(row.Place, DispositionOf(row.Bedrock)), row.Harmless))
            .Concat(settings.Members
                .Where(own => own.Value != BetaDisposition.Pass && !data.Members.Any(row => row.Place == own.Key))
                .Select(own => new MemberEntry(JsonPlace.Parse(own.Key), own.Value, [])))];
    }

    /// <summary>What becomes of flags that the table does not know.</summary>
    public BetaDisposition Unknown { get; }

    /// <summary>Members that are left out or refused whatever flags are sent.</summary>
    public IReadOnlyList<MemberEntry> Members { get; }

    /// <summary>The table of a configuration; made once for each.</summary>
    /// <param name="settings">The configuration's part.</param>
    public static BetaTable Of(AnthropicSettings settings) => s_tables.GetValue(settings, static own => new BetaTable(s_data.Value, own));

    /// <summary>Finds a flag: by its name, else by the longest beginning.</summary>
    /// <param name="beta">The flag.</param>
    /// <returns><see langword="null"/> for one that is not known.</returns>
    public Entry? Find(string beta)
    {
        if (_names.TryGetValue(beta, out Entry? exact))
        {
            return exact;
        }

        (string Prefix, Entry Entry)? best = null;
        foreach ((string prefix, Entry entry) in _prefixes)
        {
            if (beta.StartsWith(prefix, StringComparison.Ordinal) && (best is null || prefix.Length >= best.Value.Prefix.Length))
            {
                best = (prefix, entry);
            }
        }

        return best?.Entry;
    }

    private void Add(string name, Entry entry)
    {
        if (name.EndsWith('*'))
        {
            _prefixes.Add((name[..^1], entry));
        }
        else
        {
            _names[name] = entry;
        }
    }

    private static BetaDisposition DispositionOf(string word) => word switch
    {
        "pass" => BetaDisposition.Pass,
        "drop" => BetaDisposition.Drop,
        "ignore" => BetaDisposition.Ignore,
        "refuse" => BetaDisposition.Refuse,
        _ => throw new FormatException($"'{word}' is not what can become of a beta flag."),
    };

    /// <summary>A flag.</summary>
    /// <param name="Disposition">What becomes of it.</param>
    /// <param name="As">Its name on Bedrock; empty for its own.</param>
    /// <param name="Fields">The places it governs.</param>
    internal sealed record Entry(BetaDisposition Disposition, string As, IReadOnlyList<JsonPlace> Fields);

    /// <summary>A member.</summary>
    /// <param name="Place">Its place.</param>
    /// <param name="Disposition">What becomes of it.</param>
    /// <param name="Harmless">Values that ask for nothing.</param>
    internal sealed record MemberEntry(JsonPlace Place, BetaDisposition Disposition, IReadOnlyList<string> Harmless);
}
