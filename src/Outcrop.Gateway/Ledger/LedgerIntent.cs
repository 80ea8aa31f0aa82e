namespace Outcrop.Gateway.Ledger;

/// <summary>What is written before the first byte goes upstream.</summary>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Provider">The provider's id.</param>
/// <param name="ModelId">The model that is called.</param>
/// <param name="Dialect">The front-end's name.</param>
internal sealed record LedgerIntent(string RequestId, string KeyId, string Provider, string ModelId, string Dialect);
