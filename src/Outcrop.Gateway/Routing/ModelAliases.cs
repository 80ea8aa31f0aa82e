namespace Outcrop.Gateway.Routing;

/// <summary>Names for models: exact ones, and ones that end with <c>*</c> for every name that begins so. Stateless.</summary>
internal static class ModelAliases
{
    /// <summary>Finds what a name stands for: the exact alias, else the longest wildcard that fits, else the name itself.</summary>
    /// <param name="aliases">The aliases, with at most one <c>*</c> in each name, at its end; a <c>*</c> in the target stands for what the wildcard took.</param>
    /// <param name="name">The name asked for.</param>
    public static string Resolve(IReadOnlyDictionary<string, string> aliases, string name)
    {
        if (aliases.TryGetValue(name, out string? exact))
        {
            return exact;
        }

        string? best = null;
        string? target = null;
        foreach ((string pattern, string to) in aliases)
        {
            if (pattern.EndsWith('*') && (best is null || pattern.Length > best.Length) && name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal))
            {
                (best, target) = (pattern, to);
            }
        }

        return target is null ? name : target.Replace("*", name[(best!.Length - 1)..], StringComparison.Ordinal);
    }
}
