using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Routing;

/// <summary>Names for models: exact ones, and ones that end with <c>*</c> for every name that begins so. Stateless.</summary>
internal static class ModelAliases
{
    /// <summary>Finds what a name stands for: the exact alias, else the longest wildcard that fits, else the name itself.</summary>
    /// <param name="aliases">The aliases, with at most one <c>*</c> in each name, at its end; a <c>*</c> in the target stands for what the wildcard took.</param>
    /// <param name="name">The name asked for.</param>
    public static string Resolve(IReadOnlyDictionary<string, string> aliases, string name) => Find(aliases, name, out string? taken) is { } alias ? Fill(aliases[alias], taken) : name;

    /// <summary>Finds what a name stands for, and the route it has.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="name">The name asked for.</param>
    /// <param name="modelId">The model, that of the route's first target where there is one.</param>
    /// <param name="taken">What the wildcard took; <see langword="null"/>: there was none.</param>
    /// <returns>The route; <see langword="null"/> for a name without one.</returns>
    public static ModelRouteSettings? Resolve(OutcropConfiguration configuration, string name, out string modelId, out string? taken)
    {
        IReadOnlyDictionary<string, string> aliases = configuration.Aliases;
        string? alias = Find(aliases, name, out taken);
        modelId = name;
        if (alias is not null && !configuration.Routes.ContainsKey(alias))
        {
            modelId = Fill(aliases[alias], taken);

            // What a wildcard leaves over may itself be a name. Exact names have been followed to their end when the configuration was read.
            if (alias.EndsWith('*') && aliases.ContainsKey(modelId))
            {
                (alias, taken) = (modelId, null);
            }
        }

        if (alias is null)
        {
            return null;
        }

        modelId = Fill(aliases[alias], taken);
        return configuration.Routes.GetValueOrDefault(alias);
    }

    /// <summary>A target's model for what was asked.</summary>
    /// <param name="model">The model as configured.</param>
    /// <param name="taken">What the wildcard took; <see langword="null"/>: there was none.</param>
    public static string Fill(string model, string? taken) => taken is not null && model.Contains('*') ? model.Replace("*", taken, StringComparison.Ordinal) : model;

    private static string? Find(IReadOnlyDictionary<string, string> aliases, string name, out string? taken)
    {
        taken = null;
        if (aliases.ContainsKey(name))
        {
            return name;
        }

        string? best = null;
        foreach ((string pattern, _) in aliases)
        {
            if (pattern.EndsWith('*') && (best is null || pattern.Length > best.Length) && name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal))
            {
                best = pattern;
            }
        }

        taken = best is null ? null : name[(best.Length - 1)..];
        return best;
    }
}
