using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Emulator;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Pipeline;

/// <summary>One of several calls of one request fails: what the others took is accounted for, and those still under way are given up.</summary>
public class FanOutSettlementTests
{
    [Fact]
    public async Task OneOfSeveralCallsFails_TokensOfTheOthersAreSettled()
    {
        var opened = new CountdownEvent(2);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int givenUp = 0;
        var upstream = new FakeUpstream(async (request, token) =>
        {
            switch (request.Prompt ?? request.Messages[0].Content.OfType<TextBlock>().Single().Text)
            {
                case "a" or "b":
                    return new FakeStream(FakeStream.Give(Events.Text("x")), FakeStream.Give(Events.Stop()), FakeStream.Give(Events.Usage(3, 5)));
                case "c":
                    await failed.Task;
                    throw new BedrockException(BedrockErrorKind.Throttling, "slow down");
                case "e" or "f":
                    // Four are under way at once: that these are means that the first two have ended.
                    if (opened.Signal())
                    {
                        failed.SetResult();
                    }

                    break;
                default:
                    break;
            }

            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref givenUp);
                throw;
            }

            throw new InvalidOperationException("It never ends.");
        });
        var ledger = new MemoryLedger();
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, adjust: options => options.Ledger = ledger);

        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, "/v1/completions", """{"model":"amazon.nova-lite-v1:0","prompt":["a","b","c","d","e","f"]}""");

        Assert.Equal(429, answer.Status);
        LedgerSettlement settlement = Assert.Single(ledger.Settlements);
        Assert.Equal(ExchangeOutcome.Unavailable, settlement.Outcome);
        Assert.Equal((6, 10), (settlement.Usage!.InputTokens, settlement.Usage.OutputTokens));
        Assert.Equal(3, givenUp);
        Assert.Equal(0, gateway.App.Services.GetRequiredService<ConcurrencyLimiter>().InFlight);
    }

    /// <summary>The client library's own calls, for a model that takes one text each: four at once, so that the first batches have ended when the fifth fails.</summary>
    [Fact]
    public async Task OneOfAnEmbeddingsCallsFails_TokensOfTheOthersAreSettled()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.Script(new EmulatorScript { TextContains = "unlucky", ErrorType = "ValidationException", ErrorMessage = "no such text", Times = 0 });
        var ledger = new MemoryLedger();
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, adjust: options =>
        {
            options.Ledger = ledger;
            options.ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = emulator.Endpoint;
                client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey };
            };
        });
        string texts = string.Join(',', Enumerable.Range(0, 20).Select(static number => $"\"text {number}\""));

        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, "/v1/embeddings", $$"""{"model":"amazon.titan-embed-text-v2:0","input":[{{texts}},"unlucky"]}""");

        Assert.Equal(400, answer.Status);
        LedgerSettlement settlement = Assert.Single(ledger.Settlements);
        Assert.Equal(ExchangeOutcome.RejectedUpstream, settlement.Outcome);
        Assert.True(settlement.Usage is { InputTokens: > 20 }, settlement.ToString());
    }
}
