using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Tests.Faults.Rows;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>No row of the fault matrix is forgotten: each is run by the matrix, held by a test of its own, or excepted with its reason.</summary>
public partial class FaultCoverageTests
{
    /// <summary>Rows whose tests stand elsewhere, and which.</summary>
    private static readonly Dictionary<int, string[]> Elsewhere = new()
    {
        [33] = ["CallerLeaveTests.Row33_CallerLeavesBeforeAWholeAnswer_ItIsFinishedOrGivenUp"],
        [34] = ["SeedFailureTests.Row34_CallerStopsReading_UpstreamPausesAndTheCallerIsCutOff"],
        [35] = ["HalfBodyTests.Row35_HalfABody_Is408InEachDialectAndNothingIsAsked"],
        [48] = ["DrainTests.Row48_StoppedWith200Streams_EachEndsOrIsToldAndNoneIsReset"],
        [47] = ["ReloadTests.Row47_Change_ThatCannotBeUsed_KeepsTheLastGoodOneAndSaysSo", "MutatedConfigurationTests.Row47_Reload_OfFiveHundredMutants_NeverCrashesNorDropsARequest"],
    };

    /// <summary>Rows that are not run, and why.</summary>
    private static readonly Dictionary<int, string> Excepted = new()
    {
        [28] = "a database down at a request's start: there is no database yet",
        [29] = "a database down within a stream: there is no database yet",
        [30] = "a locked database: there is no database yet",
        [31] = "a full disk: there is no durable ledger yet",
        [45] = "a key revoked within a stream: keys cannot be revoked but by a new configuration yet",
        [46] = "a budget exhausted within a stream: there are no budgets yet",
        [49] = "kill -9 while the ledger is written: there is no durable ledger yet",
        [50] = "two gateways on one database: there is no database yet",
    };

    [Fact]
    public void EveryRow_OfTheMatrix_IsRunHeldOrExcepted()
    {
        string file = SharedFolder.Require("faults.md");
        int[] rows = [.. Row().Matches(File.ReadAllText(file)).Select(static row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order()];
        Assert.Equal(Enumerable.Range(1, 50), rows);
        int[] covered = [.. FaultRows.All.Select(static test => test.Row).Concat(Elsewhere.Keys).Concat(Excepted.Keys).Distinct().Order()];
        Assert.Equal(rows, covered);
        Assert.Empty(Excepted.Keys.Intersect(FaultRows.All.Select(static test => test.Row).Concat(Elsewhere.Keys)));
    }

    [Fact]
    public void EveryTest_NamedForARow_IsThere()
    {
        var tests = typeof(FaultCoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), static (type, method) => $"{type.Name}.{method.Name}").ToHashSet(StringComparer.Ordinal);
        Assert.All(Elsewhere.Values.SelectMany(static names => names), name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Cases_OfTheMatrix_HaveNamesOfTheirOwn() => Assert.Equal(FaultRows.All.Count, FaultRows.All.Select(static test => test.ToString()).Distinct().Count());

    [GeneratedRegex(@"^\| ([0-9]+) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
