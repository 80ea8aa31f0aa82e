using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Places;

/// <summary>An account and one of its regions. Immutable, and equal by value.</summary>
/// <param name="AccountId">The account's id in the configuration.</param>
/// <param name="Region">The region; <see langword="null"/>: what the environment or profile says.</param>
internal readonly record struct Place(string AccountId, string? Region)
{
    /// <summary>Every place that a configuration's requests can go to, in the file's order.</summary>
    /// <param name="configuration">The configuration.</param>
    public static IReadOnlyList<Place> Of(OutcropConfiguration configuration)
    {
        var places = new List<Place>();
        if (configuration.DefaultRoute is null)
        {
            // Where models without a route of their own go.
            places.Add(new Place(configuration.Accounts[0].Id, configuration.Accounts[0].DefaultRegion));
        }

        places.AddRange(TargetsOf(configuration).Select(static target => new Place(target.AccountId, target.Region)));
        return [.. places.Distinct()];
    }

    /// <summary>The targets that a configuration spells out.</summary>
    /// <param name="configuration">The configuration.</param>
    public static IEnumerable<Target> TargetsOf(OutcropConfiguration configuration) =>
        configuration.Routes.Values.Append(configuration.DefaultRoute).SelectMany(static route => route?.Targets ?? []);

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region ?? "-"}";
}
