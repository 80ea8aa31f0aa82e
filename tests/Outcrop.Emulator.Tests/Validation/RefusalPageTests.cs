using System.Text.RegularExpressions;
using Outcrop.Testing;
using Xunit.v3;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>The cases that docs/emulator-refusals.md names are there.</summary>
public sealed partial class RefusalPageTests
{
    [Fact]
    public void Cases_OnThePage_AreTested()
    {
        var tested = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
        {
            [nameof(ServiceModelTests)] = Names(ServiceModelTests.Cases),
            [nameof(ConverseRuleTests)] = Names(ConverseRuleTests.Cases),
            [nameof(ClaudeRuleTests)] = Names(ClaudeRuleTests.Cases),
            [nameof(ModelRuleTests)] = Names(ModelRuleTests.Cases),
        };
        string page = File.ReadAllText(Repository.PathOf("docs", "emulator-refusals.md"));
        MatchCollection rows = Row().Matches(page);
        Assert.True(rows.Count > 20);
        string[] missing = [.. rows.SelectMany(row => row.Groups["cases"].Value.Split("; ").Where(name => !tested[row.Groups["class"].Value].Contains(name)))];
        Assert.Empty(missing);
    }

    private static HashSet<string> Names(IEnumerable<ITheoryDataRow> cases) => [.. cases.Select(row => (string)row.GetData()[0]!)];

    [GeneratedRegex(@"^\| [^|]+ \| `(?<class>\w+Tests)`: (?<cases>[^|]+) \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
