namespace Outcrop.Recordings;

/// <summary>The list of what the walk may leave out: <c>reviewed-skips.txt</c>.</summary>
internal static class ReviewedSkips
{
    private static readonly Dictionary<string, string> s_reasons = ReadList("reviewed-skips.txt");

    /// <summary>The reason an operation is left out for; <see langword="null"/> when it must be read.</summary>
    public static string? ReasonFor(string operation) => s_reasons.GetValueOrDefault(operation);

    /// <summary>Reads a list of names and reasons that is built in.</summary>
    public static Dictionary<string, string> ReadList(string file)
    {
        using Stream stream = typeof(ReviewedSkips).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not built in.");
        using var reader = new StreamReader(stream);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && !line.StartsWith('#'))
            {
                reasons[line[..colon]] = line[(colon + 2)..];
            }
        }

        return reasons;
    }
}
