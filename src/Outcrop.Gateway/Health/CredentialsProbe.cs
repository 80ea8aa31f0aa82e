using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Health;

/// <summary>Whether credentials can be had for the default place of the configuration in force. Thread-safe.</summary>
/// <param name="snapshots">The configuration in force.</param>
internal sealed class CredentialsProbe(GatewaySnapshots snapshots) : IReadinessProbe
{
    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        GatewaySnapshot snapshot = snapshots.Pin();
        try
        {
            return await snapshot.Upstreams.Default.CheckAsync(cancellationToken);
        }
        finally
        {
            snapshot.Unpin();
        }
    }
}
