using System.Numerics;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>What tokens cost: exact, and never zero where a price is unknown.</summary>
public sealed class CostTests
{
    /// <summary>Row 18: the recorded usage of a one-hour write, and what each class of token costs, under the prefix that was called.</summary>
    [Theory]
    [InlineData("anthropic.claude-sonnet-5", 2.0, 10.0, 0.2, 2.5, 4.0)]
    [InlineData("eu.anthropic.claude-sonnet-5", 2.2, 11.0, 0.22, 2.75, 4.4)]
    [InlineData("au.anthropic.claude-opus-4-6-v1", 16.5, 82.5, 1.65, 20.625, 33.0)]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1, 5.5, 0.11, 1.375, 2.2)]
    public void CostOf_AMillionOfEach_IsThePriceList(string id, double input, double output, double read, double write, double write1h)
    {
        CostBreakdown cost = Cost(id, new TokenCounts(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000))!;
        Assert.Equal(((decimal)input, (decimal)output, (decimal)read), (cost.Input, cost.Output, cost.CacheRead));
        Assert.Equal(((decimal)write, (decimal)write1h, 0m), (cost.CacheWrite5m, cost.CacheWrite1h, cost.Reasoning));
        Assert.Equal((decimal)(input + output + read + write + write1h), cost.Total);
        Assert.Equal(ModelId.Parse(id).RegionPrefix, cost.PricePrefix);
    }

    [Fact]
    public void CostOf_AUsage_TakesItsWritesAsFiveMinuteOnes()
    {
        var usage = new TokenUsage { InputTokens = 9, OutputTokens = 6, CacheReadInputTokens = 100, CacheWriteInputTokens = 4508 };
        CostBreakdown cost = ModelCatalog.Default.CostOf(ModelId.Parse("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), usage)!;
        Assert.Equal(0.000027m + 0.00009m + 0.00003m + 0.016905m, cost.Total);
    }

    [Theory]
    [InlineData("newco.model-1")]
    [InlineData("cohere.rerank-v3-5:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc")]
    public void CostOf_AModelWithoutPrices_IsUnknown(string id) => Assert.Null(Cost(id, new TokenCounts(1, 1)));

    [Fact]
    public void CostOf_AnUnknownPart_LeavesTheTotalUnknown()
    {
        CostBreakdown llama = Cost("meta.llama3-1-8b-instruct-v1:0", new TokenCounts(10, 10, CacheRead: 1))!;
        Assert.Equal((null, null, 0m), (llama.CacheRead, llama.Total, llama.CacheWrite1h));
        Assert.NotNull(llama.Input);

        // Claude Opus 4.1 has a price for five minutes, and none that is known for an hour.
        Assert.Null(Cost("anthropic.claude-opus-4-1-20250805-v1:0", new TokenCounts(1, 1, CacheWrite1h: 1))!.Total);
        Assert.NotNull(Cost("anthropic.claude-opus-4-1-20250805-v1:0", new TokenCounts(1, 1, CacheWrite5m: 1))!.Total);
    }

    [Fact]
    public void CostOf_ATier_IsItsFactorOrUnknown()
    {
        var tokens = new TokenCounts(1000, 1000);
        decimal? standard = Cost("amazon.nova-pro-v1:0", tokens)!.Total;
        Assert.Equal(standard, Cost("amazon.nova-pro-v1:0", tokens, "default")!.Total);
        Assert.Equal(standard / 2, Cost("amazon.nova-pro-v1:0", tokens, "batch")!.Total);
        Assert.Null(Cost("amazon.nova-pro-v1:0", tokens, "priority")!.Total);
        ModelCatalog ours = ModelCatalog.Default.With(ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes("{\"lines\":[{\"line\":\"nova\",\"prices\":{\"tiers\":{\"priority\":1.75}}}]}")));
        Assert.Equal(standard * 1.75m, ours.CostOf(ModelId.Parse("amazon.nova-pro-v1:0"), tokens, "priority")!.Total);
        Assert.Equal(standard / 2, ours.CostOf(ModelId.Parse("amazon.nova-pro-v1:0"), tokens, "batch")!.Total);
    }

    [Theory]
    [InlineData(200_000, false, 0.6, 0.015)]
    [InlineData(200_001, true, 1.200006, 0.0225)]
    public void CostOf_ALongContext_IsDearer(int input, bool isLong, double inputCost, double outputCost)
    {
        CostBreakdown cost = Cost("anthropic.claude-sonnet-4-20250514-v1:0", new TokenCounts(input, 1000))!;
        Assert.Equal((isLong, (decimal)inputCost, (decimal)outputCost), (cost.LongContext, cost.Input, cost.Output));
        Assert.Equal(isLong, Cost("anthropic.claude-sonnet-4-20250514-v1:0", new TokenCounts(1, 0, CacheRead: input - 1))!.LongContext);
    }

    [Fact]
    public void CostOf_AProfileWithoutPricesOfItsOwn_SaysWhoseItTook() => Assert.Null(Cost("apac.amazon.nova-pro-v1:0", new TokenCounts(1, 1))!.PricePrefix);

    [Fact]
    public void CostOf_Reasoning_IsOutputUnlessItHasAPriceOfItsOwn()
    {
        var tokens = new TokenCounts(0, 100, Reasoning: 60);
        CostBreakdown same = Cost("deepseek.r1-v1:0", tokens)!;
        Assert.Equal((0m, 100 * 0.0000054m), (same.Reasoning, same.Output));
        ModelCatalog ours = ModelCatalog.Default.With(ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes("{\"models\":[{\"id\":\"deepseek.r1-v1:0\",\"cost\":{\"input\":1,\"output\":2,\"reasoning\":3}}]}")));
        CostBreakdown own = ours.CostOf(ModelId.Parse("deepseek.r1-v1:0"), tokens)!;
        Assert.Equal((60 * 0.000003m, 40 * 0.000002m), (own.Reasoning, own.Output));
    }

    /// <summary>Over random usages of every priced row: the parts are the total, exactly what whole numbers give, and a usage costs what its pieces cost, in whatever order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public void CostOf_AnyUsage_IsTheSumOfItsPartsWithoutRounding(int seed)
    {
        var random = new Random(seed);
        foreach (ModelInfo model in ModelCatalog.Default.Models.Where(model => model.Cost is { CacheRead: not null, CacheWrite: not null } && model.Prices is { CacheWrite1h: not null, LongContext: null }))
        {
            TokenCounts a = Any(random);
            TokenCounts b = Any(random);
            CostBreakdown first = CostCalculator.Compute(model, a, null, null)!;
            CostBreakdown second = CostCalculator.Compute(model, b, null, null)!;
            var both = new TokenCounts(a.Input + b.Input, a.Output + b.Output, a.CacheRead + b.CacheRead, a.CacheWrite5m + b.CacheWrite5m, a.CacheWrite1h + b.CacheWrite1h);
            CostBreakdown joined = CostCalculator.Compute(model, both, null, null)!;
            Assert.Equal(joined.Total, first.Total + second.Total);
            Assert.Equal(second.Total + first.Total, first.Total + second.Total);
            Assert.Equal(joined.CacheWrite1h + joined.CacheRead + joined.Output + joined.Input + joined.CacheWrite5m + joined.Reasoning, joined.Total);
            ModelCost price = model.Cost!;
            BigInteger exact = (both.Input * Pico(price.Input)) + (both.Output * Pico(price.Output)) + (both.CacheRead * Pico(price.CacheRead!.Value)) + (both.CacheWrite5m * Pico(price.CacheWrite!.Value))
                + (both.CacheWrite1h * Pico(price.Input * model.Prices.CacheWrite1h!.Value));
            Assert.Equal(exact, new BigInteger(joined.Total!.Value * 1_000_000_000_000m));
        }
    }

    /// <summary>A price per million in millionths of a millionth per token: whole for every row of which this test takes the sum.</summary>
    private static BigInteger Pico(decimal perMillion)
    {
        decimal pico = perMillion * 1_000_000m;
        Assert.Equal(decimal.Truncate(pico), pico);
        return new BigInteger(pico);
    }

    private static TokenCounts Any(Random random) => new(random.Next(5_000_000), random.Next(1_000_000), random.Next(9_000_000), random.Next(3_000_000), random.Next(3_000_000));

    /// <summary>The hour's share costs twice the input, five minutes' a quarter more.</summary>
    [Fact]
    public void CostOf_UsageWithAnHoursCache_PricesItsShareApart()
    {
        var usage = new TokenUsage { CacheWriteInputTokens = 3_000_000, CacheWrite1hInputTokens = 1_000_000 };
        ModelId model = ModelId.Parse("anthropic.claude-sonnet-4-5-20250929-v1:0");

        CostBreakdown? told = ModelCatalog.Default.CostOf(model, usage);

        Assert.Equal(ModelCatalog.Default.CostOf(model, new TokenCounts(0, 0, 0, 2_000_000, 1_000_000))?.Total, told?.Total);
        Assert.NotEqual(ModelCatalog.Default.CostOf(model, new TokenCounts(0, 0, 0, 3_000_000))?.Total, told?.Total ?? 0);
    }

    private static CostBreakdown? Cost(string id, TokenCounts tokens, string? tier = null) => ModelCatalog.Default.CostOf(ModelId.Parse(id), tokens, tier);
}
