using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>Rows 32 to 34 and 48 of the fault matrix: callers who leave, or take nothing, and a gateway that is told to stop under them.</summary>
internal static partial class CallerRows
{
    private const string Opened = "first opened 1";
    private const string Abandoned = "first abandoned 1";
    private const string Cancel = ""","streams":{"onDisconnect":"cancel"}""";

    /// <summary>Nothing but a stall can end an answer.</summary>
    private const string Patient = ""","streams":{"stall":30},"timeouts":{"connect":60,"firstByte":36000,"idle":36000,"total":36000}""";
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<CallerCase> All { get; } = [.. Leaves(), .. Stalls(), .. Stops()];

    /// <summary>Row 32 where the answer is streamed, row 33 where it is whole.</summary>
    private static IEnumerable<CallerCase> Leaves()
    {
        foreach ((int row, FaultModes modes, string when) in (IEnumerable<(int, FaultModes, string)>)[(32, FaultModes.Streamed, "within the stream"), (33, FaultModes.Whole, "before the answer")])
        {
            foreach (bool reset in (bool[])[false, true])
            {
                string name = $"the caller {(reset ? "resets" : "closes")} {when}, ";
                yield return new CallerCase(row, name + "its usage is waited for", bed => LeaveAsync(bed, reset)) { Modes = modes };
                yield return new CallerCase(row, name + "the call is given up", bed => LeaveInVainAsync(bed, reset)) { Modes = modes, Settings = Cancel };
            }
        }
    }

    private static async Task LeaveAsync(CallerBed bed, bool reset)
    {
        using RawCaller caller = await bed.OpenAsync("short");
        caller.Leave(reset);
        await Eventually.TrueAsync(() => bed.Drains == 1);
        Assert.Empty(bed.Ledger.Settlements);
        Assert.Equal(0, bed.Bedrock.Closed);
        bed.Bedrock.Rest.SetResult();
        LedgerSettlement settled = await bed.SettledAsync(ExchangeOutcome.ClientCancelled, Opened);
        Assert.Equal((1, 2), (settled.Usage!.InputTokens, settled.Usage.OutputTokens));
        AssertLeft(bed, "drained");
    }

    private static async Task LeaveInVainAsync(CallerBed bed, bool reset)
    {
        using RawCaller caller = await bed.OpenAsync("long");
        caller.Leave(reset);
        await Eventually.TrueAsync(() => bed.Bedrock.Closed == 1);
        LedgerSettlement settled = await bed.SettledAsync(ExchangeOutcome.ClientCancelled, bed.Streamed ? Opened : Abandoned);

        // What Bedrock would have counted is not known.
        Assert.NotEqual(UsageSource.Upstream, settled.UsageSource);
        Assert.Equal(0, bed.Drains);
        AssertLeft(bed, "cancelled");
    }

    private static void AssertLeft(CallerBed bed, string policy)
    {
        Assert.Equal(1, bed.Metrics.Sum("outcrop.client.disconnects", ("dialect", bed.Dialect.FrontEnd), ("policy", policy)));
        Assert.Equal((1.0, 0.0), (bed.Metrics.Sum("outcrop.client.disconnects"), bed.Metrics.Sum("outcrop.stream.broken")));
    }
}
