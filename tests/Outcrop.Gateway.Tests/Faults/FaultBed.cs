using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Chaos;
using Microsoft.Extensions.DependencyInjection;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>
/// A gateway with a way to two regions, each an emulator of its own behind a proxy of its own: everything over TCP. The first region is asked first. The gateway's and the proxies' clock is the test's where a case says so; the
/// emulators' never, so that they answer.
/// </summary>
internal sealed class FaultBed : IAsyncDisposable
{
    public const string East = "us-east-1";
    public const string West = "us-west-2";
    private const int Seed = 20261123;

    /// <summary>A machine that is busy with other tests must not look like one that is gone.</summary>
    private const string ConnectSlowly = """, "timeouts": { "connect": 60 }""";

    /// <summary>Ports are given anew: a caller of another test's, come late, must not be counted here.</summary>
    private static readonly string Own = $$""", "keys": [{ "id": "matrix", "hash": "{{ApiKeyHash.Compute(Sample.Key)}}" }]""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private FaultBed(FaultCase test, FaultDialect dialect, bool streamed)
    {
        Case = test;
        Dialect = dialect;
        Streamed = streamed;
        Time = test.OwnTime ? new FakeTimeProvider(TimeProvider.System.GetUtcNow()) : null;
    }

    public FaultCase Case { get; }

    public FaultDialect Dialect { get; }

    public bool Streamed { get; }

    public FakeTimeProvider? Time { get; }

    public FaultPlace First { get; private set; } = null!;

    public FaultPlace Second { get; private set; } = null!;

    public RunningGateway Gateway { get; private set; } = null!;

    public MetricReader Metrics { get; private set; } = null!;

    public MemoryLedger Ledger { get; } = new();

    public IReadOnlyList<TargetReport> Targets => Gateway.App.Services.GetRequiredService<TargetHealths>().Report();

    public static async Task<FaultBed> StartAsync(FaultCase test, FaultDialect dialect, bool streamed)
    {
        var bed = new FaultBed(test, dialect, streamed);
        TimeProvider time = bed.Time ?? TimeProvider.System;
        bed.First = await FaultPlace.StartAsync(Seed, time);
        bed.Second = test.Targets > 1 ? await FaultPlace.StartAsync(Seed, time) : FaultPlace.Nowhere;
        await test.Arrange(bed);
        bed.First.AlwaysSay(FaultDialect.Said, dialect.Operation(streamed));
        bed.Second.AlwaysSay(FaultDialect.Said, dialect.Operation(streamed));
        bed.Gateway = await RunningGateway.StartAsync(null, bed.Configuration(), new Dictionary<string, string> { ["AWS_SECRET"] = bed.First.Emulator.SecretAccessKey }, time, host => host.Ledger = bed.Ledger);
        bed.Metrics = new MetricReader(bed.Gateway.App.Services);
        return bed;
    }

    public Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken = default) => Gateway.SendAsync(Dialect.Request(Streamed), cancellationToken).WaitAsync(Patience, cancellationToken);

    public async Task<FaultAnswer> AskAsync() => await FaultAnswer.ReadAsync(await SendAsync()).WaitAsync(Patience);

    /// <summary>Moves the clock by small steps until something has happened that only time brings.</summary>
    public async Task PassTimeUntilAsync(Task happened, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await PassTimeAsync(happened, step, most: 100))
        {
            Assert.False(limit.IsCancellationRequested, "It did not happen, however much time passed.");
        }
    }

    /// <summary>Moves the clock by so many small steps at most, until something has happened.</summary>
    /// <returns>Whether it has.</returns>
    public async Task<bool> PassTimeAsync(Task happened, TimeSpan step, int most)
    {
        for (int i = 0; i < most && !happened.IsCompleted; i++)
        {
            Time!.Advance(step);
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        if (happened.IsCompleted)
        {
            await happened;
        }

        return happened.IsCompleted;
    }

    /// <summary>The settlements, once there are so many.</summary>
    public async Task<IReadOnlyList<LedgerSettlement>> SettledAsync(int count)
    {
        await Eventually.TrueAsync(() => Ledger.Settlements.Count >= count);
        return [.. Ledger.Settlements];
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Gateway.DisposeAsync();
        Metrics.Dispose();
    }

    private string Configuration()
    {
        string places = Case.Targets == 1 ? "" : $$""",{"account":"main","region":"{{West}}","priority":1}""";
        string byInvoke = places.Length == 0 ? "" : places.Replace("\"priority\"", $"\"model\":\"{FaultDialect.Claude}\",\"api\":\"invoke\",\"priority\"", StringComparison.Ordinal);
        return $$"""
            {
              "accounts": [{ "id": "main", "regions": ["{{East}}", "{{West}}"], "stsEndpoint": "{{First.Emulator.Endpoint}}",
                "credentials": {{Case.Credentials}},
                "endpoints": { "{{East}}": { "runtime": "{{First.Address}}" }, "{{West}}": { "runtime": "{{Second.Address}}" } } }],
              "models": {
                "default": { "targets": [{"account":"main","region":"{{East}}"}{{places}}] },
                "aliases": {
                  "nova": "{{FaultDialect.Nova}}", "claude": "{{FaultDialect.Claude}}",
                  "by-invoke": { "targets": [{"account":"main","region":"{{East}}","model":"{{FaultDialect.Claude}}","api":"invoke"}{{byInvoke}}] }
                }
              },
              "retry": { "maxAttempts": 3, "maxBackoff": 0.001 }{{Case.Settings}}{{(Case.Settings.Contains("\"keys\"", StringComparison.Ordinal) ? "" : Own)}}{{(Case.Settings.Contains("\"timeouts\"", StringComparison.Ordinal) ? "" : ConnectSlowly)}}
            }
            """;
    }
}
