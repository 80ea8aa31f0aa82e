namespace Outcrop.Bedrock.Explain;

/// <summary>Paths such as <c>messages[0].content[1].image</c>.</summary>
internal static class ParameterPath
{
    /// <summary>Whether a path is another or stands below it.</summary>
    public static bool IsWithin(ReadOnlySpan<char> path, ReadOnlySpan<char> other) =>
        path.StartsWith(other, StringComparison.Ordinal) && (path.Length == other.Length || path[other.Length] is '.' or '[');

    /// <summary>Whether one of two paths is the other or stands below it.</summary>
    public static bool Overlap(ReadOnlySpan<char> left, ReadOnlySpan<char> right) => IsWithin(left, right) || IsWithin(right, left);

    /// <summary>A path with every place of a list as <c>[]</c>.</summary>
    public static string Pattern(string path) => Rewrite(path, "[]");

    /// <summary>A path without the places of lists. Writers that look at a message as a whole tell no place.</summary>
    public static string WithoutPlaces(string path) => Rewrite(path, "");

    /// <summary>Every beginning of a path, the whole of it first.</summary>
    public static IEnumerable<string> Ancestors(string path)
    {
        for (int end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            yield return path[..end];
        }
    }

    private static string Rewrite(string path, string place)
    {
        if (!path.Contains('[', StringComparison.Ordinal))
        {
            return path;
        }

        var result = new System.Text.StringBuilder(path.Length);
        for (int i = 0; i < path.Length; i++)
        {
            int close = path[i] == '[' ? path.IndexOf(']', i) : -1;
            if (close < 0 || path.AsSpan(i + 1, close - i - 1).ContainsAnyExceptInRange('0', '9'))
            {
                result.Append(path[i]);
                continue;
            }

            result.Append(place);
            i = close;
        }

        return result.ToString();
    }
}
