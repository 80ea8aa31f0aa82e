using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Health.Places;

/// <summary>
/// Whether any model has a target that can be asked: some account and region has credentials that AWS does not refuse, and is not passed over. One whose breaker may be tried again makes a gateway no less ready: whoever
/// sends no requests would never see it mend. That the control plane cannot be reached says nothing: many networks have a way to the models only. Thread-safe.
/// </summary>
/// <param name="snapshots">The configuration in force.</param>
/// <param name="healths">How the targets are.</param>
/// <param name="places">What the control plane said.</param>
/// <param name="time">The clock.</param>
internal sealed class ServingProbe(GatewaySnapshots snapshots, TargetHealths healths, PlaceHealths places, TimeProvider time) : IReadinessProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken) =>
        CheckAsync(static (snapshot, place, token) => snapshot.Upstreams.Place(place.AccountId, place.Region).CheckAsync(token), cancellationToken);

    /// <summary>Looks, with another way to find credentials.</summary>
    /// <param name="credentials">Why there are none for a place; <see langword="null"/> when there are.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    internal async Task<string?> CheckAsync(Func<GatewaySnapshot, Place, CancellationToken, Task<string?>> credentials, CancellationToken cancellationToken)
    {
        GatewaySnapshot snapshot = snapshots.Pin();
        try
        {
            IReadOnlyList<Place> all = Place.Of(snapshot.Configuration);
            TargetReport[] targets = [.. TargetList.Of(snapshot.Configuration, healths)];

            // One account's slow credentials must not hide that another's are there: all are asked at once.
            Dictionary<string, Task<string?>> found = all.DistinctBy(static place => place.AccountId).ToDictionary(static place => place.AccountId, place => WithinAsync(credentials(snapshot, place, cancellationToken), cancellationToken));
            await Task.WhenAll(found.Values);
            string? first = null;
            foreach (Place place in all)
            {
                string? reason = await found[place.AccountId] ?? ReasonOf(place, targets);
                if (reason is null)
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

    private string? ReasonOf(Place place, TargetReport[] targets)
    {
        TargetReport[] asked = [.. targets.Where(target => target.Requests > 0 && target.Key.AccountId == place.AccountId && target.Key.Region == place.Region)];
        if (asked.Length > 0 && Array.TrueForAll(asked, static target => target is { Breaker: BreakerState.Open, Wait.Ticks: > 0 }))
        {
            return "no target can be reached; GET /health/models tells more";
        }

        // What requests have shown counts for more than what the control plane says.
        bool isProven = Array.Exists(asked, static target => target is { Breaker: BreakerState.Closed, FailuresInRow: 0 } && target.Requests > target.Failures);
        return !isProven && places.Find(place) is { State: PlaceState.Denied } ? "AWS refuses the gateway's credentials" : null;
    }

    private async Task<string?> WithinAsync(Task<string?> check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return "a check did not end in time";
        }
    }
}
