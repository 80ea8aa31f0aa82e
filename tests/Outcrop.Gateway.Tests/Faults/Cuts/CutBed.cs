using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Faults.Cuts;

/// <summary>A gateway before two regions of which the first cuts its answers. Its clock stands still unless a case has to wait before it asks again. Nothing is passed over for having failed: every request meets the first region.</summary>
internal sealed class CutBed : IAsyncDisposable
{
    private const string Unshaken = """
        ,"breaker":{"failures":10000,"minimumRequests":100000},"logging":{"level":"ERROR"},
         "retry":{"maxAttempts":3,"maxBackoff":0.001,"budget":{"tokens":1000000,"share":1,"minimum":10000}}
        """;

    /// <summary>Requests under way at once.</summary>
    private const int AtOnce = 8;

    private readonly MemoryLedger _ledger;
    private readonly CutBedrock _bedrock;
    private readonly RunningGateway _gateway;
    private readonly FaultDialect _dialect;
    private readonly bool _streamed;

    private CutBed(RunningGateway gateway, CutBedrock bedrock, MemoryLedger ledger, FaultDialect dialect, bool streamed)
    {
        (_gateway, _bedrock, _ledger, _dialect, _streamed) = (gateway, bedrock, ledger, dialect, streamed);
    }

    public MetricReader Metrics => _gateway.Metrics;

    public static async Task<CutBed> StartAsync(FaultDialect dialect, bool streamed, bool stands)
    {
        var bedrock = new CutBedrock();
        var ledger = new MemoryLedger();
        string places = stands ? TwoRegions.Members : TwoRegions.First;
        RunningGateway gateway = await RunningGateway.StartAsync(null, $"{{{(Unshaken + places).Trim()[1..]}}}", timeProvider: stands ? new FakeTimeProvider() : null, adjust: options =>
        {
            options.Ledger = ledger;
            options.ConfigureBedrock = client =>
            {
                client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
                client.HttpMessageHandler = bedrock;
            };
        });
        return new CutBed(gateway, bedrock, ledger, dialect, streamed);
    }

    /// <summary>Sends all, and holds of each what its caller sees, how often each region was asked, and how it is settled.</summary>
    public async Task RunAsync(IReadOnlyCollection<CutCell> cells)
    {
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (cell, _) => await RunAsync(cell));
        await Eventually.TrueAsync(() => _ledger.Settlements.Count == cells.Count);
        Assert.Equal(cells.Count, _ledger.Intents.Count);
        await Eventually.TrueAsync(() => Metrics.Count("outcrop.requests") == cells.Count);
        foreach (var outcome in cells.CountBy(static cell => FaultAssert.OutcomeOf(cell.Seen)))
        {
            Assert.Equal(outcome.Value, _ledger.Settlements.Count(settled => settled.Outcome == outcome.Key));
        }

        Assert.Equal(cells.Count(static cell => cell.Seen.Status == FaultSight.Mark), Metrics.Sum("outcrop.stream.broken", ("phase", "mid_stream")));
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private async Task RunAsync(CutCell cell)
    {
        try
        {
            string words = CutBedrock.Words(cell.At, cell.End, cell.Times);
            HttpRequestMessage request = _dialect.Request(_dialect.Path(_streamed), System.Text.Encoding.UTF8.GetBytes(_dialect.Body(_streamed, words)));
            FaultAnswer answer = await FaultAnswer.ReadAsync(await _gateway.SendAsync(request));
            FaultAssert.Seen(_dialect, answer, cell.Seen, _streamed, CutCell.Said, cell.IsFinished);
            Assert.Equal((cell.First, cell.Second), _bedrock.Asked(words));
            string id = answer["x-request-id"]!;
            LedgerSettlement? settled = null;
            await Eventually.TrueAsync(() => (settled = _ledger.Settlements.FirstOrDefault(one => one.Intent.RequestId == id)) is not null);
            Assert.Equal((FaultAssert.OutcomeOf(cell.Seen), cell.Attempts), (settled!.Outcome, FaultAssert.AttemptsOf(settled)));
        }
        catch (Exception fault)
        {
            throw new Xunit.Sdk.XunitException($"{cell}: {fault.Message}", fault);
        }
    }
}
