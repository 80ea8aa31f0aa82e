using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Health;

/// <summary>Whether credentials can be had for any account of the configuration in force. Thread-safe.</summary>
/// <param name="snapshots">The configuration in force.</param>
internal sealed class CredentialsProbe(GatewaySnapshots snapshots) : IReadinessProbe
{
    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        GatewaySnapshot snapshot = snapshots.Pin();
        try
        {
            string? first = null;
            foreach (AccountSettings account in snapshot.Configuration.Accounts)
            {
                if (await snapshot.Upstreams.Place(account.Id, account.DefaultRegion).CheckAsync(cancellationToken) is not { } reason)
                {
                    return null;
                }

                first ??= reason;
            }

            return first;
        }
        finally
        {
            snapshot.Unpin();
        }
    }
}
