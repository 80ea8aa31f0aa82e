using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Recorded;

/// <summary>
/// Members that AWS itself gives in one answer and not in another of the same kind, or has begun to give later: lines of <c>optional-members.txt</c>,
/// "PATH: reason", where <c>*</c> stands for anything.
/// </summary>
internal static class OptionalMembers
{
    private static readonly Regex[] Patterns =
        [.. ReasonLines.Load("optional-members.txt").Keys.Select(path => new Regex("^" + Regex.Escape(path).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant))];

    public static bool Contains(string path) => Array.Exists(Patterns, pattern => pattern.IsMatch(path));
}
