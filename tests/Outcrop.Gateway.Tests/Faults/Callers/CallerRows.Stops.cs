using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>Row 48: the gateway is told to stop while a request is under way.</summary>
internal static partial class CallerRows
{
    /// <summary>From the end of the delay to the moment at which what is under way is told: the timeout without its lead.</summary>
    private static readonly TimeSpan ToTheEnd = TimeSpan.FromSeconds(27);

    private static IEnumerable<CallerCase> Stops()
    {
        yield return new CallerCase(48, "what is under way ends by itself", EndAsync);
        yield return new CallerCase(48, "a stream that stays is told", static bed => BeToldAsync(bed, "long", FaultEnd.Broken(FaultKind.ShuttingDown), Opened, now: false)) { Modes = FaultModes.Streamed };
        yield return new CallerCase(48, "a stream that stays is told at the second signal", static bed => BeToldAsync(bed, "long", FaultEnd.Broken(FaultKind.ShuttingDown), Opened, now: true)) { Modes = FaultModes.Streamed };
        yield return new CallerCase(48, "what has shown nothing has a status", static bed => BeToldAsync(bed, "hang", FaultEnd.Refused(FaultKind.ShuttingDown), Abandoned, now: false));
        yield return new CallerCase(48, "what has shown nothing has a status at the second signal", static bed => BeToldAsync(bed, "hang", FaultEnd.Refused(FaultKind.ShuttingDown), Abandoned, now: true));
        yield return new CallerCase(48, "a caller who has left is waited for no longer", LeaveAndStopAsync) { Settings = ""","streams":{"drainTimeout":3600}""" };
    }

    private static async Task EndAsync(CallerBed bed)
    {
        using RawCaller caller = await bed.OpenAsync("short");
        await bed.StopAsync();
        bed.Bedrock.Rest.SetResult();
        FaultAssert.Seen(bed.Dialect, await bed.ReadAsync(caller), FaultEnd.Hidden, bed.Streamed, CallerBed.Said);
        await bed.SettledAsync(ExchangeOutcome.Completed, Opened);
        await AssertStoppedAsync(bed);
        Assert.Equal(0, bed.Metrics.Sum("outcrop.stream.broken"));
    }

    private static async Task BeToldAsync(CallerBed bed, string words, FaultEnd end, string attempts, bool now)
    {
        using RawCaller caller = await (end.Status == FaultSight.Mark ? bed.OpenAsync(words) : bed.AskAsync(words));
        await bed.StopAsync();
        Assert.Empty(bed.Ledger.Settlements);
        if (now)
        {
            bed.StopNow();
        }
        else
        {
            bed.Pass(ToTheEnd);
        }

        FaultAssert.Seen(bed.Dialect, await bed.ReadAsync(caller), end, bed.Streamed, CallerBed.Said);
        LedgerSettlement settled = await bed.SettledAsync(ExchangeOutcome.Drained, attempts);
        Assert.Equal(GatewayErrorKind.ShuttingDown, settled.Error?.Kind);
        Assert.Equal(1, bed.Bedrock.Closed);
        await AssertStoppedAsync(bed);
        Assert.Equal(end.Status == FaultSight.Mark ? 1 : 0, bed.Metrics.Sum("outcrop.stream.broken", ("cause", "stopping"), ("phase", "mid_stream")));
    }

    /// <summary>Its usage was still awaited; the gateway's end is the wait's.</summary>
    private static async Task LeaveAndStopAsync(CallerBed bed)
    {
        using RawCaller caller = await bed.OpenAsync("long");
        caller.Leave();
        await Eventually.TrueAsync(() => bed.Drains == 1);
        await bed.StopAsync();
        Assert.Empty(bed.Ledger.Settlements);
        bed.Pass(ToTheEnd);
        await bed.SettledAsync(ExchangeOutcome.ClientCancelled, bed.Streamed ? Opened : Abandoned);
        await AssertStoppedAsync(bed);
    }

    private static async Task AssertStoppedAsync(CallerBed bed)
    {
        await bed.StoppedAsync();
        Assert.Contains("0 requests unsettled", bed.Log, StringComparison.Ordinal);
        Assert.Equal(1, bed.Metrics.Count("outcrop.drain.duration"));
        Assert.Equal(0, bed.Metrics.Sum("outcrop.client.stalls"));
    }
}
