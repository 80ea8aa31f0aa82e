using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Pipeline;

public class PipelineTests
{
    /// <summary>The intent stands before anything goes upstream, the settlement before the caller sees the end; one of each, on every path.</summary>
    [Theory]
    [InlineData("completed", "Completed")]
    [InlineData("refused", "RejectedUpstream")]
    [InlineData("unavailable", "Unavailable")]
    [InlineData("broken", "Broken")]
    [InlineData("faulted", "Faulted")]
    public async Task Ledger_OnEveryPath_HasOneIntentAndOneSettlement(string path, string outcome)
    {
        var ledger = new MemoryLedger();
        var upstream = new FakeUpstream((_, _) =>
        {
            Assert.Single(ledger.Intents);
            return path switch
            {
                "completed" => Task.FromResult<Bedrock.Converse.ConverseEventStream>(new FakeStream(FakeStream.Give(Events.Text("a"), Events.Stop(), Events.Usage(1, 2)))),
                "broken" => Task.FromResult<Bedrock.Converse.ConverseEventStream>(new FakeStream(FakeStream.Give(Events.Text("a")))),
                "refused" => throw new BedrockException(BedrockErrorKind.Validation, "no"),
                "unavailable" => throw new BedrockException(BedrockErrorKind.ServiceUnavailable, "no"),
                _ => throw new InvalidOperationException("no"),
            };
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, adjust: options => options.Ledger = ledger);
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        if (path == "broken")
        {
            await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        }
        else
        {
            await response.Content.ReadAsStringAsync();
        }

        LedgerSettlement settlement = Assert.Single(ledger.Settlements);
        Assert.Equal(outcome, settlement.Outcome.ToString());
        Assert.Same(Assert.Single(ledger.Intents), settlement.Intent);
        Assert.Equal(
            path switch { "completed" => (2, UsageSource.Upstream), "broken" => (1, UsageSource.Estimated), _ => (null, UsageSource.None) },
            ((int?)settlement.Usage?.OutputTokens, settlement.UsageSource));
        Assert.Equal(0, gateway.App.Services.GetRequiredService<ConcurrencyLimiter>().InFlight);
    }

    /// <summary>Fault row 28's little brother: without a ledger nothing goes upstream, and the caller gets 503, never 401.</summary>
    [Fact]
    public async Task Ledger_CannotBeWritten_Is503AndNothingGoesUpstream()
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, adjust: options => options.Ledger = new MemoryLedger { Fails = true });
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(upstream.Requests);
        Assert.Equal(0, gateway.App.Services.GetRequiredService<ConcurrencyLimiter>().InFlight);
    }
}
