using System.Collections.Concurrent;
using Outcrop.Gateway.Ledger;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>Remembers what was settled; can be out of order.</summary>
internal sealed class NativeLedger : ILedger
{
    public ConcurrentQueue<LedgerSettlement> Settlements { get; } = new();

    public bool IsDown { get; init; }

    public ValueTask IntendAsync(LedgerIntent intent, CancellationToken cancellationToken) => IsDown ? throw new IOException("The disk is full.") : ValueTask.CompletedTask;

    public ValueTask SettleAsync(LedgerSettlement settlement)
    {
        Settlements.Enqueue(settlement);
        return ValueTask.CompletedTask;
    }
}
