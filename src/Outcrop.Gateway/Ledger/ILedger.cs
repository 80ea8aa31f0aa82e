namespace Outcrop.Gateway.Ledger;

/// <summary>Keeps account of every exchange: an intent before the first byte goes upstream, a settlement when it has ended. Thread-safe.</summary>
internal interface ILedger
{
    /// <summary>Writes the intent. When it throws, nothing goes upstream.</summary>
    /// <param name="intent">The intent.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    ValueTask IntendAsync(LedgerIntent intent, CancellationToken cancellationToken);

    /// <summary>Writes the settlement. Not cancellable: it happens on every path.</summary>
    /// <param name="settlement">The settlement.</param>
    ValueTask SettleAsync(LedgerSettlement settlement);
}
