using System.Text.RegularExpressions;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>Finds where a file names a namespace: by using, in full, or by the part that its own namespace leaves open.</summary>
internal static partial class NamespaceUse
{
    /// <summary>The file's own namespace, or an empty string.</summary>
    public static string Of(SourceFile file) => Declaration().Match(file.Code) is { Success: true } match ? match.Groups[1].Value : "";

    /// <summary>Every dotted name under <c>Outcrop</c> in the file's code, with its place.</summary>
    public static IEnumerable<(string Name, int Position)> FullNames(SourceFile file) =>
        FullName().Matches(file.Code).Select(match => (Spaces().Replace(match.Value, ""), match.Index));

    /// <summary>The places where the file names a namespace or something in it.</summary>
    public static IEnumerable<int> PlacesOf(SourceFile file, string target)
    {
        foreach ((string name, int position) in FullNames(file))
        {
            if (name == target || name.StartsWith(target + ".", StringComparison.Ordinal))
            {
                yield return position;
            }
        }

        // Inside Outcrop.Gateway.FrontEnds.Seed, "Limits.Limiter" is Outcrop.Gateway.Limits.Limiter without any using.
        string own = Of(file);
        for (int end = own.Length; end > 0; end = own.LastIndexOf('.', end - 1))
        {
            string outer = own[..end] + ".";
            if (target.StartsWith(outer, StringComparison.Ordinal))
            {
                string rest = target[outer.Length..];
                foreach (Match match in Regex.Matches(file.Code, $@"(?<![\w.]){Regex.Escape(rest).Replace(@"\.", @"\s*\.\s*", StringComparison.Ordinal)}\s*\.\s*[A-Z]"))
                {
                    yield return match.Index;
                }
            }
        }
    }

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])Outcrop(?:\s*\.\s*\w+)+")]
    private static partial Regex FullName();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
