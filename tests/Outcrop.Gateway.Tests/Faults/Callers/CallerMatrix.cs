using Outcrop.Gateway.Tests.Faults.Dialects;
using Xunit.Sdk;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>The rows of the fault matrix that callers and the gateway's own end make, in one dialect, streamed and whole.</summary>
/// <typeparam name="TDialect">The dialect.</typeparam>
public abstract class CallerMatrix<TDialect>
    where TDialect : FaultDialect, new()
{
    private static readonly TDialect Dialect = new();

    public static TheoryData<string, bool> Cells { get; } = CellsOf();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Row_InThisDialect_IsEndedAndSettledTruly(string row, bool streamed)
    {
        CallerCase test = CallerRows.All.Single(one => one.ToString() == row);
        await using CallerBed bed = await CallerBed.StartAsync(test, Dialect, streamed);
        try
        {
            await test.Run(bed);
        }
        catch (Exception fault)
        {
            throw new XunitException($"{fault.Message}\nThe gateway said:\n{bed.Log}", fault);
        }
    }

    private static TheoryData<string, bool> CellsOf()
    {
        var cells = new TheoryData<string, bool>();
        foreach (CallerCase test in CallerRows.All)
        {
            if (test.Modes != FaultModes.Whole)
            {
                cells.Add(test.ToString(), true);
            }

            if (test.Modes != FaultModes.Streamed && Dialect.HasWhole)
            {
                cells.Add(test.ToString(), false);
            }
        }

        return cells;
    }
}
