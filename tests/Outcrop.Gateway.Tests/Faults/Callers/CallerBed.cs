using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Hosting;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>A gateway, a Bedrock whose answers wait, and one caller, who is a socket. Time is the test's.</summary>
internal sealed class CallerBed : IAsyncDisposable
{
    /// <summary>What the model says when it is let.</summary>
    public const string Said = "one two";

    private readonly DrainBed _bed;

    private CallerBed(DrainBed bed, FaultDialect dialect, bool streamed)
    {
        (_bed, Dialect, Streamed) = (bed, dialect, streamed);
    }

    public FaultDialect Dialect { get; }

    public bool Streamed { get; }

    public GatedBedrock Bedrock => _bed.Bedrock;

    public MemoryLedger Ledger => _bed.Ledger;

    public MetricReader Metrics => _bed.Gateway.Metrics;

    public string Log => _bed.Gateway.Log.All;

    public CancellationToken Limit => _bed.Limit;

    /// <summary>Answers that are read on for callers who have left.</summary>
    public int Drains => _bed.Gateway.App.Services.GetRequiredService<StreamDrains>().Running;

    public static async Task<CallerBed> StartAsync(CallerCase test, FaultDialect dialect, bool streamed) =>
        new(await DrainBed.StartAsync(TwoRegions.Members + test.Settings, retries: 3), dialect, streamed);

    /// <summary>A request that Bedrock has got.</summary>
    public async Task<RawCaller> AskAsync(string words, int? receiveBuffer = null)
    {
        RawCaller caller = await RawCaller.SendAsync(_bed.Gateway.Address.Port, Dialect.Raw(Streamed, words), receiveBuffer);
        await Eventually.TrueAsync(() => Bedrock.Asked.Count == 1);
        return caller;
    }

    /// <summary>The same, and its first content is there, if it is streamed.</summary>
    public async Task<RawCaller> OpenAsync(string words)
    {
        RawCaller caller = await AskAsync(words);
        if (Streamed)
        {
            await caller.ReadUntilAsync(Dialect is InvokeDialect ? "chunk" : "one ", Limit);
        }

        return caller;
    }

    /// <summary>Told to stop, as by a signal, and refusing connections.</summary>
    public async Task StopAsync()
    {
        await _bed.SignalAsync();
        await _bed.CloseAsync();
    }

    public void StopNow() => _bed.SignalAgain();

    public Task StoppedAsync() => _bed.StoppedAsync();

    public void Pass(TimeSpan time) => _bed.Clock.Advance(time);

    /// <summary>Moves the clock by small steps until something has happened that only time brings.</summary>
    public Task PassUntilAsync(Func<bool> happened, TimeSpan step) => Eventually.TrueAsync(() =>
    {
        if (!happened())
        {
            _bed.Clock.Advance(step);
        }

        return happened();
    });

    /// <summary>What the caller has got, to the connection's end.</summary>
    public async Task<FaultAnswer> ReadAsync(RawCaller caller)
    {
        RawAnswer raw = await caller.ReadToEndAsync(Limit);
        Assert.False(raw.IsReset, $"the connection was reset behind {raw.Body}");
        return FaultAnswer.Of(raw);
    }

    /// <summary>How it was settled, once, and that the ledger and the metrics agree.</summary>
    public async Task<LedgerSettlement> SettledAsync(ExchangeOutcome outcome, string attempts)
    {
        await Eventually.TrueAsync(() => !Ledger.Settlements.IsEmpty);
        LedgerSettlement settled = Assert.Single(Ledger.Settlements);
        Assert.Single(Ledger.Intents);
        Assert.Equal((outcome, attempts), (settled.Outcome, FaultAssert.AttemptsOf(settled)));
        await FaultMetrics.AssertSettledAsync(Metrics, settled);
        Assert.Single(Bedrock.Asked);
        return settled;
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();
}
