using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Row 32: callers who leave. Over TCP and on to an emulator; <c>Callers</c> has the same, and what else callers do, by sockets of their own.</summary>
internal static partial class FaultRows
{
    private static readonly FaultAnswer Nobody = new(0, new Dictionary<string, string>(), [], false);

    private static IEnumerable<FaultCase> Clients()
    {
        var leaves = new FaultCase(32, "the caller leaves") { Modes = FaultModes.Streamed, OwnTime = true, Targets = 2, First = 1, Second = 0 };

        // The rest of the stream comes only when the test lets it.
        yield return (leaves with { Name = "the caller leaves, read on for its usage", Ask = static bed => LeaveAsync(bed, drains: true) })
            .With(static bed => bed.First.Proxy.Add(new LatencyToxic(Second) { Start = new ToxicStart { Frame = FrameAfterContent(bed) } }));
        yield return (leaves with { Name = "the caller leaves, cancelled", Settings = """, "streams": { "onDisconnect": "cancel" }""", Ask = static bed => LeaveAsync(bed, drains: false) })
            .With(static bed => bed.First.Proxy.Add(new TimeoutToxic { Start = new ToxicStart { Frame = FrameAfterContent(bed) } }));
    }

    private static async Task<FaultAnswer> LeaveAsync(FaultBed bed, bool drains)
    {
        (await bed.SendAsync()).Dispose();
        if (drains)
        {
            // It is known to be read on before the rest of it comes.
            var running = bed.Gateway.App.Services.GetRequiredService<StreamDrains>();
            await Eventually.TrueAsync(() => running.Running == 1);
            await bed.PassTimeUntilAsync(Eventually.TrueAsync(() => !bed.Ledger.Settlements.IsEmpty), Second / 10);
        }

        LedgerSettlement settled = Assert.Single(await bed.SettledAsync(1));
        Assert.Equal(ExchangeOutcome.ClientCancelled, settled.Outcome);
        Assert.True(!drains || settled.Usage is { InputTokens: > 0, OutputTokens: > 5 }, settled.Usage?.ToString());
        return Nobody;
    }
}
