namespace Outcrop.Recordings;

/// <summary>The list of what the walk may leave out: <c>reviewed-skips.txt</c>.</summary>
internal static class ReviewedSkips
{
    private static readonly Dictionary<string, string> s_reasons = Read();

    /// <summary>The reason an operation is left out for; <see langword="null"/> when it must be read.</summary>
    public static string? ReasonFor(string operation) => s_reasons.GetValueOrDefault(operation);

    private static Dictionary<string, string> Read()
    {
        using Stream stream = typeof(ReviewedSkips).Assembly.GetManifestResourceStream("reviewed-skips.txt") ?? throw new InvalidOperationException("reviewed-skips.txt is not built in.");
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
