using System.Collections.Concurrent;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health;

/// <summary>What real traffic says about each model, in memory. Only configured models have a row of their own: names that callers make up share one. Thread-safe.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class ExchangeStatistics(TimeProvider timeProvider)
{
    /// <summary>The row of all models that are not in the configuration.</summary>
    public const string OtherModels = "(other)";

    private readonly ConcurrentDictionary<(string Provider, string Model), ModelStatistics> _models = new();

    /// <summary>Counts one exchange.</summary>
    /// <param name="route">Where it went.</param>
    /// <param name="settlement">How it ended.</param>
    public void Record(Route route, LedgerSettlement settlement)
    {
        (string, string) key = (route.Provider, route.IsListed ? route.ModelId : OtherModels);
        _models.GetOrAdd(key, static _ => new ModelStatistics()).Record(settlement.Outcome, settlement.Error?.Blame, settlement.Usage, timeProvider.GetUtcNow());
    }

    /// <summary>The figures of one model; <see langword="null"/> before its first request.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="model">The model, or <see cref="OtherModels"/>.</param>
    public ModelStatisticsSnapshot? Find(string provider, string model) =>
        _models.TryGetValue((provider, model), out ModelStatistics? statistics) ? statistics.Read() : null;
}
