using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>
/// Whether any target can be asked that requests went to. One whose breaker is open makes a gateway no less ready, nor do all of them once one may be tried again: whoever sends no requests would never see it mend. Thread-safe.
/// </summary>
/// <param name="snapshots">The configuration in force.</param>
/// <param name="healths">How the targets are.</param>
internal sealed class TargetsProbe(GatewaySnapshots snapshots, TargetHealths healths) : IReadinessProbe
{
    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        int away = 0;
        foreach (TargetReport target in TargetList.Of(snapshots.Current.Configuration, healths))
        {
            if (target.Breaker != BreakerState.Open || target.Wait == TimeSpan.Zero)
            {
                return Task.FromResult<string?>(null);
            }

            away++;
        }

        return Task.FromResult<string?>(away == 0 ? null : $"none of {away} targets can be reached; GET /health/models tells more");
    }
}
