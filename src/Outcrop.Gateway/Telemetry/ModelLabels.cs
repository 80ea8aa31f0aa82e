using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Telemetry;

/// <summary>Models as labels: only those that the configuration names. What a wildcard or a caller fills in is one label, however many there are. Thread-safe.</summary>
internal static class ModelLabels
{
    /// <summary>The label of all models that the configuration does not name.</summary>
    public const string Other = ExchangeStatistics.OtherModels;

    /// <summary>The label where no model was asked.</summary>
    public const string None = "(none)";

    /// <summary>The label of the region that the environment or profile says.</summary>
    public const string DefaultRegion = "(default)";

    private static readonly ConditionalWeakTable<OutcropConfiguration, FrozenSet<string>> Named = [];

    /// <summary>The label of a model.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="modelId">What goes upstream.</param>
    public static string Of(OutcropConfiguration configuration, string modelId) => IsNamed(configuration, modelId) ? modelId : Other;

    /// <summary>Whether the configuration names a model.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="modelId">What goes upstream.</param>
    public static bool IsNamed(OutcropConfiguration configuration, string modelId) => Named.GetValue(configuration, static one => Names(one).Where(static name => !name.Contains('*')).ToFrozenSet(StringComparer.Ordinal)).Contains(modelId);

    private static IEnumerable<string> Names(OutcropConfiguration configuration) =>
    [
        .. configuration.Aliases.Values,
        .. configuration.Routes.Values.SelectMany(static route => route.Targets).Select(static target => target.ModelId),
        .. configuration.Generator.Providers.SelectMany(static provider => provider.Models).Select(model => ModelAliases.Resolve(configuration.Aliases, model.Id)),
        .. configuration.Generator.Providers.Select(provider => ModelAliases.Resolve(configuration.Aliases, provider.DefaultModel)),
    ];
}
