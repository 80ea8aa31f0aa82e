namespace Outcrop.Gateway.Configuration.Files;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The known name nearest to one that is not known; <see langword="null"/> when none is near.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="known">The names there are.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        string? best = null;
        int least = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            // Case and underscores are what people get wrong most, and cost nothing.
            int distance = Distance(EnvironmentOverlay.Normalize(name), EnvironmentOverlay.Normalize(candidate));
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
