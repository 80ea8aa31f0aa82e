using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Tests.Faults.Callers;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Faults.Rows;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>No row of the fault matrix is forgotten: each is run by the matrix, held by a test of its own, or excepted with its reason.</summary>
public partial class FaultCoverageTests
{
    /// <summary>The rows that cells make, in every lane.</summary>
    private static IEnumerable<int> Run => [.. FaultRows.All.Select(static test => test.Row), .. CallerRows.All.Select(static test => test.Row)];

    /// <summary>Rows that have tests of their own, alone or besides, and which.</summary>
    private static readonly Dictionary<int, string[]> Elsewhere = new()
    {
        [12] = ["CutFaultMatrixTests.Row12_CutAtEveryByte_AnotherRegionAnswersOrTheErrorIsToldAtOnce", "CutFaultMatrixTests.Row12_CutAtEveryByteBeforeContent_IsAskedAgainOrRefused"],
        [35] = ["HalfBodyFaultMatrixTests.Row35_HalfABody_Is408InEveryLaneAndNothingIsAsked"],
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
        int[] covered = [.. Run.Concat(Elsewhere.Keys).Concat(Excepted.Keys).Distinct().Order()];
        Assert.Equal(rows, covered);
        Assert.Empty(Excepted.Keys.Intersect(Run.Concat(Elsewhere.Keys)));
    }

    [Fact]
    public void EveryTest_NamedForARow_IsThere()
    {
        var tests = typeof(FaultCoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), static (type, method) => $"{type.Name}.{method.Name}").ToHashSet(StringComparer.Ordinal);
        Assert.All(Elsewhere.Values.SelectMany(static names => names), name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Cases_OfTheMatrix_HaveNamesOfTheirOwn()
    {
        string[] names = [.. FaultRows.All.Select(static test => test.ToString()), .. CallerRows.All.Select(static test => test.ToString())];
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    /// <summary>A lane that is not in the list would be left out by what runs over all of them.</summary>
    [Fact]
    public void Lanes_OfTheMatrix_AreAllListed()
    {
        Type[] lanes = [.. typeof(FaultDialect).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(FaultDialect)) && !type.IsAbstract)];
        Assert.Equal(lanes.OrderBy(static lane => lane.Name), FaultDialect.All.Select(static lane => lane.GetType()).OrderBy(static lane => lane.Name));
        foreach (Type matrix in (Type[])[typeof(FaultMatrix<>), typeof(CallerMatrix<>)])
        {
            Assert.All(lanes, lane => Assert.Single(matrix.Assembly.GetTypes(), type => type.BaseType == matrix.MakeGenericType(lane)));
        }
    }

    [GeneratedRegex(@"^\| ([0-9]+) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
