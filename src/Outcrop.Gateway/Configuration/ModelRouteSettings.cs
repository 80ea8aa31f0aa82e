using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration;

/// <summary>Where the requests for a name go: an alias that is an object, or <c>models.default</c> for every model without one. Immutable.</summary>
public sealed record ModelRouteSettings
{
    /// <summary>The targets in the file's order; at least one.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>The names of aliases, or model ids, that are tried in this order when no target can answer.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>What it has other than everybody else.</summary>
    public RoutePolicyOverrides Overrides { get; init; } = RoutePolicyOverrides.None;
}
