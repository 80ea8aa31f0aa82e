using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Upstream;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Health.Targets;

/// <summary>Acceptance row 23, the gateway's side: tokens are taken when a request begins, as Bedrock does it, and settled when it has ended.</summary>
public class QuotaBookTests
{
    private const string Json = """
        {"quotas": [{"model": "*", "tokensPerMinute": 100000, "outputBurndown": 5}],
         "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}]}}}}
        """;

    [Fact]
    public async Task Row23_Request_TakesItsMaxTokensAndGivesBackWhatItDidNotUse()
    {
        var bed = new DispatchBed(Json, (_, _) => DispatchBed.Answer());
        ConverseRequest request = DispatchBed.Request();
        request.InferenceConfig = new InferenceConfiguration { MaxTokens = 20_000 };
        Dispatch dispatch = bed.Begin("m", request);
        await using ConverseEventStream stream = await bed.RunAsync(dispatch);
        Assert.InRange(bed.Healths.Report()[0].QuotaLeft!.Value, 0.79, 0.80);

        // 1,000 in, of them 400 written to the cache, and 2,000 out at five each.
        dispatch.End(ExchangeOutcome.Completed, null, new TokenUsage { InputTokens = 600, CacheWriteInputTokens = 400, CacheReadInputTokens = 50_000, OutputTokens = 2000 });
        Assert.Equal(0.89, bed.Healths.Report()[0].QuotaLeft!.Value, 6);
        bed.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, bed.Healths.Report()[0].QuotaLeft!.Value, 6);
    }

    /// <summary>Nobody knows what an answer took whose caller left: all stays taken.</summary>
    [Fact]
    public async Task Row23_Request_WithoutUsage_KeepsWhatItTook()
    {
        var bed = new DispatchBed(Json, (_, _) => DispatchBed.Answer());
        ConverseRequest request = DispatchBed.Request();
        request.InferenceConfig = new InferenceConfiguration { MaxTokens = 20_000 };
        Dispatch dispatch = bed.Begin("m", request);
        await using ConverseEventStream stream = await bed.RunAsync(dispatch);
        dispatch.End(ExchangeOutcome.ClientCancelled, null, null);
        Assert.InRange(bed.Healths.Report()[0].QuotaLeft!.Value, 0.79, 0.80);
    }

    /// <summary>Callers name more models than are kept: all are served, a quota of every model notwithstanding, and those of the configuration keep their own health and quota.</summary>
    [Fact]
    public async Task Models_WithoutEnd_AreServedAndTheConfiguredKeepTheirOwn()
    {
        var bed = new DispatchBed(Json.Replace(", \"outputBurndown\": 5", "", StringComparison.Ordinal), (target, _) => target.ModelId.EndsWith("-7", StringComparison.Ordinal) ? throw DispatchBed.Down() : DispatchBed.Answer());
        for (int i = 0; i < TargetHealths.Most + 100; i++)
        {
            if (i % 10 == 7)
            {
                await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync($"meta.made-up-{i}-7"));
            }
            else
            {
                await bed.AskAsync($"meta.made-up-{i}");
            }
        }

        Assert.InRange(bed.Healths.All.Count(), TargetHealths.Most, TargetHealths.Most + 1);
        await bed.AskAsync("m");
        Assert.NotNull(bed.Healths.All.Single(static health => health.Key.ModelId == "amazon.nova-lite-v1:0").Report().QuotaLeft);

        // What failed once and was never asked again goes like the rest.
        bed.Time.Advance(TimeSpan.FromMinutes(11));
        await bed.AskAsync("meta.one-more");
        Assert.Equal("meta.one-more", Assert.Single(bed.Healths.All).Key.ModelId);
    }
}
