using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Faults.Rows;
using Xunit.Sdk;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>
/// The fault matrix (faults.md, section 4) in one dialect: each case of each row, streamed and whole, through a gateway on a real port, over TCP proxies, to emulators of Bedrock. A cell holds what the caller sees, what was asked of
/// Bedrock, what the ledger and the metrics say.
/// </summary>
/// <typeparam name="TDialect">The dialect.</typeparam>
public abstract class FaultMatrix<TDialect>
    where TDialect : FaultDialect, new()
{
    private static readonly TDialect Dialect = new();

    public static TheoryData<string, bool> Cells { get; } = CellsOf();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Row_InThisDialect_IsHiddenOrToldTruly(string row, bool streamed)
    {
        FaultCase test = FaultRows.All.Single(one => one.ToString() == row);
        await using FaultBed bed = await FaultBed.StartAsync(test, Dialect, streamed);
        try
        {
            await RunAsync(bed, test, streamed);
        }
        catch (Exception fault)
        {
            throw new XunitException($"{fault.Message}\nThe gateway said:\n{bed.Gateway.Log.All}", fault);
        }
    }

    private static async Task RunAsync(FaultBed bed, FaultCase test, bool streamed)
    {
        FaultAnswer answer = await test.Ask(bed);
        if (test.End is { } end)
        {
            FaultAssert.Seen(Dialect, answer, end, streamed);
            LedgerSettlement settled = Assert.Single(await bed.SettledAsync(1));
            Assert.Single(bed.Ledger.Intents);
            Assert.Equal(test.Outcome ?? FaultAssert.OutcomeOf(end), settled.Outcome);
            Assert.Equal(test.Attempts, test.Attempts is null ? null : FaultAssert.AttemptsOf(settled));
            FaultAssert.Counted(settled, streamed);
            await FaultMetrics.AssertAsync(bed, test, settled);
        }

        Assert.Equal((test.First ?? bed.First.Asked, test.Second ?? bed.Second.Asked), (bed.First.Asked, bed.Second.Asked));
        FaultAssert.NoSecret(bed, answer);
        await test.Then(bed, answer);
    }

    private static TheoryData<string, bool> CellsOf()
    {
        var cells = new TheoryData<string, bool>();
        foreach (FaultCase test in FaultRows.All)
        {
            foreach (bool streamed in (bool[])[true, false])
            {
                if (test.IsFor(Dialect, streamed))
                {
                    cells.Add(test.ToString(), streamed);
                }
            }
        }

        return cells;
    }
}
