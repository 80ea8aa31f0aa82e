namespace Outcrop.Bedrock.Catalog;

/// <summary>A line of models, with all that it inherits.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prefixes">The beginnings of the ids that it holds for.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Prices">Its prices.</param>
internal sealed record CatalogLine(string Name, IReadOnlyList<string> Prefixes, ModelParameterRules Rules, ModelPriceRules Prices)
{
    /// <summary>How much of an id the line's longest fitting prefix covers; zero when none fits. A prefix ends where a word of the id does, so that opus-4-1 is not taken for opus-4-10.</summary>
    /// <param name="id">The id.</param>
    public int Covers(string id)
    {
        int longest = 0;
        foreach (string prefix in Prefixes)
        {
            bool fits = id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (id.Length == prefix.Length || !char.IsAsciiLetterOrDigit(id[prefix.Length]));
            longest = fits ? Math.Max(longest, prefix.Length) : longest;
        }

        return longest;
    }

    /// <summary>Finds the line of an id.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="id">The base id.</param>
    public static CatalogLine? Of(IEnumerable<CatalogLine> lines, string id)
    {
        CatalogLine? best = null;
        int covered = 0;
        foreach (CatalogLine line in lines)
        {
            int covers = line.Covers(id);
            if (covers > covered)
            {
                (best, covered) = (line, covers);
            }
        }

        return best;
    }
}
