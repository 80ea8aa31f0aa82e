using System.Text.RegularExpressions;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests;

/// <summary>docs/acceptance.md names a test for each row of the acceptance cases, or the issue that a row is for; the tests it names are there.</summary>
public sealed partial class AcceptanceMapTests
{
    private const string Map = "docs/acceptance.md";

    [Fact]
    public void Map_Names_OnlyTestsThatAreThere()
    {
        HashSet<string> tests = [.. SourceTree.Files.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(TestsOf)];
        string[] named = [.. Named().Matches(Text()).Select(match => match.Groups[1].Value)];

        Assert.True(named.Length > 60, $"Only {named.Length} tests are named.");
        Assert.DoesNotContain(named, test => !tests.Contains(test));
    }

    [Fact]
    public void Map_Has_EveryRow()
    {
        Dictionary<string, string> rows = Row().Matches(Text()).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        string[] expected = [.. Enumerable.Range(1, 24).Select(i => $"D{i}"), "D19b", .. Enumerable.Range(1, 38).Select(i => $"{i}")];
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(rows, row => !Named().IsMatch(row.Value) && !row.Value.Contains("issue", StringComparison.Ordinal));
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+\\.[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("^\\| (D?[0-9]+b?) \\|(.*)$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("\\b(?:Task|void) ([A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)\\(")]
    private static partial Regex Method();

    private static string Text() => SourceTree.Files.Single(file => file.Path == Map).Text;

    private static IEnumerable<string> TestsOf(SourceFile file) =>
        Method().Matches(file.Text).Select(match => Path.GetFileNameWithoutExtension(file.Path) + "." + match.Groups[1].Value);
}
