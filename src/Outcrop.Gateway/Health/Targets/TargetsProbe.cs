using Outcrop.Gateway.Configuration;
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
        OutcropConfiguration configuration = snapshots.Current.Configuration;
        var away = new HashSet<(string Account, string? Region)>();
        foreach (TargetReport target in TargetList.Of(configuration, healths))
        {
            if (target.Breaker != BreakerState.Open || target.Wait == TimeSpan.Zero)
            {
                return Task.FromResult<string?>(null);
            }

            away.Add((target.Key.AccountId, target.Key.Region));
        }

        // A place that no request went to may be well.
        bool none = away.Count > 0 && configuration.Accounts.All(account => account.Regions.Count == 0 ? away.Contains((account.Id, null)) : account.Regions.All(region => away.Contains((account.Id, region))));
        return Task.FromResult(none ? "no target can be reached; GET /health/models tells more" : null);
    }
}
