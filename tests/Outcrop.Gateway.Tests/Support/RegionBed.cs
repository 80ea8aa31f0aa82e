using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Emulator;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Ledger;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A gateway in front of two regions, each an emulator on a port of its own: us-east-1 first, us-west-2 behind it.</summary>
internal sealed class RegionBed : IAsyncDisposable
{
    private static int _places;
    private readonly MemoryLedger _ledger;
    private readonly TimeProvider _time;

    private RegionBed(BedrockEmulator east, BedrockEmulator west, RunningGateway gateway, MemoryLedger ledger, TimeProvider time)
    {
        (East, West, Gateway, _ledger, _time) = (east, west, gateway, ledger, time);
    }

    public BedrockEmulator East { get; }

    public BedrockEmulator West { get; }

    public RunningGateway Gateway { get; }

    /// <summary>How requests ended, in the order they did.</summary>
    public ConcurrentQueue<LedgerSettlement> Settlements => _ledger.Settlements;

    /// <summary>How often each region was asked, by the gateway's own count.</summary>
    public int AttemptsAt(string region) => Settlements.Sum(settlement => settlement.Targets.Where(attempt => attempt.Target!.Region == region).Sum(attempt => attempt.Count));

    /// <summary>Requests that needed more than one attempt.</summary>
    public int Paid => Settlements.Count(settlement => settlement.Targets.Sum(attempt => attempt.Count) > 1);

    /// <summary>The state of a region's target.</summary>
    public TargetReport Of(string region) => Gateway.App.Services.GetRequiredService<TargetHealths>().Report().Single(report => report.Key.Region == region && report.Key.ModelId == "amazon.nova-lite-v1:0");

    /// <summary>Starts it.</summary>
    /// <param name="settings">Further members of the configuration, each with a comma behind it.</param>
    /// <param name="time">The clock of all three.</param>
    public static async Task<RegionBed> StartAsync(string settings = "", TimeProvider? time = null)
    {
        BedrockEmulator east = await BedrockEmulator.StartAsync(Options(time));
        BedrockEmulator west = await BedrockEmulator.StartAsync(Options(time));
        string json = $$"""
            { {{settings}}
              "logging": {"level": "ERROR"},
              "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"], "credentials": {"accessKeyId": "{{east.AccessKeyId}}", "secretAccessKey": "${SECRET}"},
                            "endpoints": {"us-east-1": {"runtime": "{{east.Endpoint}}"}, "us-west-2": {"runtime": "{{west.Endpoint}}"} } }],
              "models": {"aliases": {
                "m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0", "priority": 1}] },
                "warm": {"targets": [{"region": "us-west-2", "model": "amazon.nova-micro-v1:0"}] } } } }
            """;
        var ledger = new MemoryLedger();
        RunningGateway gateway = await RunningGateway.StartAsync(
            null, json, new Dictionary<string, string> { ["SECRET"] = east.SecretAccessKey }, time, options => options.Ledger = ledger);
        var bed = new RegionBed(east, west, gateway, ledger, time ?? TimeProvider.System);

        // The first requests of a process take as long as its compiler: not what is to be seen here.
        await bed.LoadAsync(60, 6, "warm");
        ledger.Settlements.Clear();
        return bed;
    }

    /// <summary>Sends requests of all dialects in turn, so many at a time.</summary>
    public async Task<IReadOnlyList<RegionAnswer>> LoadAsync(int requests, int concurrency, string model = "m")
    {
        var answers = new RegionAnswer[requests];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            await Task.Yield();
            for (int i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
            {
                answers[i] = await AskAsync(RegionRequest.All[i % RegionRequest.All.Count], model, i);
            }
        }));
        return answers;
    }

    public async Task<RegionAnswer> AskAsync(RegionRequest request, string model = "m", int number = 0)
    {
        long started = _time.GetTimestamp();
        using HttpResponseMessage response = await Gateway.SendAsync(request.Ask(model, number));
        string text = await response.Content.ReadAsStringAsync();
        bool isWhole = response.IsSuccessStatusCode && text.Contains(request.End, StringComparison.Ordinal);
        return new RegionAnswer(request, (int)response.StatusCode, isWhole, isWhole ? "" : $"{response.Headers}{text}", _time.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await East.DisposeAsync();
        await West.DisposeAsync();
    }

    private static EmulatorOptions Options(TimeProvider? time)
    {
        // A region that refuses has given its port back: on an address of its own no other test's emulator takes it. macOS has one loopback address only.
        int number = Interlocked.Increment(ref _places);
        IPAddress address = OperatingSystem.IsMacOS() ? IPAddress.Loopback : new IPAddress([127, 78, (byte)(number / 250), (byte)(1 + (number % 250))]);
        return new EmulatorOptions { TokenInterval = TimeSpan.Zero, TimeProvider = time ?? TimeProvider.System, Address = address };
    }
}
