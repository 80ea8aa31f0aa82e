using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>The targets that may be told of: those whose model the configuration names, since names that callers make up are nobody's business. Stateless.</summary>
internal static class TargetList
{
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

        return healths.Report().Where(report => named.Contains(report.Key.ModelId) && configuration.FindAccount(report.Key.AccountId) is not null);
    }
}
