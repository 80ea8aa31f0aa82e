namespace Outcrop.Bedrock.Catalog;

/// <summary>Computes what tokens cost. Exact: prices and counts are multiplied as decimals, and nothing is rounded.</summary>
internal static class CostCalculator
{
    private const decimal PerToken = 0.000001m;

    /// <summary>Computes a cost.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="regionPrefix">The prefix under which it was called.</param>
    /// <param name="tier">The service tier, or <c>batch</c>; <see langword="null"/> and <c>default</c> are the standard one.</param>
    /// <returns><see langword="null"/> where nothing is known of the model's prices; a breakdown of unknown parts where the tier's are not.</returns>
    public static CostBreakdown? Compute(ModelInfo model, TokenCounts tokens, string? regionPrefix, string? tier)
    {
        (ModelCost? cost, string? prefix) = model.PriceUnder(regionPrefix);
        if (cost is null)
        {
            return null;
        }

        ModelPriceRules rules = model.Prices;
        bool isLong = rules.LongContext is { } limit && tokens.TotalInput > limit.Above;
        decimal? factor = TierFactor(rules, tier);
        decimal? input = factor * (isLong ? rules.LongContext!.Input : 1);
        decimal? output = factor * (isLong ? rules.LongContext!.Output : 1);

        // Reasoning is output; it is told apart only where it costs something else.
        long reasoning = cost.Reasoning is null ? 0 : tokens.Reasoning;
        return new CostBreakdown
        {
            Input = Part(tokens.Input, cost.Input, input),
            Output = Part(tokens.Output - reasoning, cost.Output, output),
            Reasoning = Part(reasoning, cost.Reasoning, output),
            CacheRead = Part(tokens.CacheRead, cost.CacheRead, input),
            CacheWrite5m = Part(tokens.CacheWrite5m, cost.CacheWrite, input),
            CacheWrite1h = Part(tokens.CacheWrite1h, cost.CacheWrite1h ?? (cost.Input * rules.CacheWrite1h), input),
            PricePrefix = prefix,
            LongContext = isLong,
        };
    }

    private static decimal? TierFactor(ModelPriceRules rules, string? tier) =>
        tier is null or "default" ? 1 : rules.Tiers.TryGetValue(tier, out decimal factor) ? factor : null;

    private static decimal? Part(long tokens, decimal? price, decimal? factor) => tokens == 0 ? 0 : tokens * PerToken * price * factor;
}
