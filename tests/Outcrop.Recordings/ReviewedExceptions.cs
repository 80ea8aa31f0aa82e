namespace Outcrop.Recordings;

/// <summary>The list of requests that may come out otherwise than they went in: <c>reviewed-exceptions.txt</c>.</summary>
internal static class ReviewedExceptions
{
    private static readonly Dictionary<string, string> s_reasons = ReviewedSkips.ReadList("reviewed-exceptions.txt");

    /// <summary>The reason for a recording; <see langword="null"/> when its request must come out as it went in.</summary>
    /// <param name="name">The recording's file, relative to the folder walked.</param>
    public static string? ReasonFor(string name) => s_reasons.GetValueOrDefault(Path.GetFileName(name));
}
