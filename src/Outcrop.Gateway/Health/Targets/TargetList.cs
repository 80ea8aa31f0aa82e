using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>The targets that may be told of: those whose model the configuration names, since names that callers make up are nobody's business. Stateless.</summary>
internal static class TargetList
{
    /// <summary>How they are, and those that the configuration spells out and no request went to yet.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="healths">The healths.</param>
    public static IEnumerable<TargetReport> WithUnasked(OutcropConfiguration configuration, TargetHealths healths)
    {
        TargetReport[] known = [.. Of(configuration, healths)];
        IEnumerable<TargetReport> others = Place.TargetsOf(configuration)
            .Where(static target => !target.ModelId.Contains('*', StringComparison.Ordinal))
            .Select(TargetKey.Of)
            .Distinct()
            .Where(key => !Array.Exists(known, report => report.Key == key))
            .Select(static key => new TargetReport(key, BreakerState.Closed, false, TimeSpan.Zero, 0, 0, 0, 0, 0, null));
        return known.Concat(others).OrderBy(static report => report.Key.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Whether a target's account and region are of a configuration; an account that lists no regions has any.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="key">The target.</param>
    public static bool HasPlace(OutcropConfiguration configuration, TargetKey key) =>
        configuration.FindAccount(key.AccountId) is { } account && (account.Regions.Count == 0 || account.Regions.Contains(key.Region, StringComparer.Ordinal));

    /// <summary>How they are; of one that no request went to nothing is told.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="healths">The healths.</param>
    public static IEnumerable<TargetReport> Of(OutcropConfiguration configuration, TargetHealths healths)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (GeneratorProvider provider in configuration.Generator.Providers)
        {
            named.UnionWith(provider.Models.Select(model => ModelAliases.Resolve(configuration.Aliases, model.Id)));
        }

        foreach ((string name, string model) in configuration.Aliases)
        {
            named.Add(model);
            named.UnionWith(configuration.Routes.GetValueOrDefault(name)?.Targets.Select(static target => target.ModelId) ?? []);
        }

        return healths.Report().Where(report => named.Contains(report.Key.ModelId) && HasPlace(configuration, report.Key));
    }
}
