using System.Collections.Concurrent;
using Outcrop.Gateway.Ledger;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A ledger that can be looked into, or that cannot be written.</summary>
internal sealed class MemoryLedger : ILedger
{
    public ConcurrentQueue<LedgerIntent> Intents { get; } = new();

    public ConcurrentQueue<LedgerSettlement> Settlements { get; } = new();

    public bool Fails { get; init; }

    public ValueTask IntendAsync(LedgerIntent intent, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new IOException("disk full");
        }

        Intents.Enqueue(intent);
        return ValueTask.CompletedTask;
    }

    public ValueTask SettleAsync(LedgerSettlement settlement)
    {
        Settlements.Enqueue(settlement);
        return ValueTask.CompletedTask;
    }
}
