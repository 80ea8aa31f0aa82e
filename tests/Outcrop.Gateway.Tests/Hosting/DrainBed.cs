using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;
using Outcrop.Testing;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Hosting;

/// <summary>A gateway that is going to be stopped as a signal stops it, on a clock of the test's own, before a Bedrock whose answers wait.</summary>
internal sealed class DrainBed : IAsyncDisposable
{
    public const string Key = "x-api-key: " + Sample.Key + "\r\n";

    private readonly CancellationTokenSource _limit = Patience.Start();
    private readonly CancellationTokenSource _now = new();
    private RunningGateway _gateway = null!;
    private Task? _stopped;

    public FakeTimeProvider Clock { get; } = new();

    public GatedBedrock Bedrock { get; } = new();

    public MemoryLedger Ledger { get; } = new();

    public RunningGateway Gateway => _gateway;

    public CancellationToken Limit => _limit.Token;

    public static async Task<DrainBed> StartAsync(string extra = "", string keyExtra = "", int retries = 1, IUpstream? upstream = null)
    {
        var bed = new DrainBed();
        string json = $"{Sample.WithKeys(keyExtra).Trim()[..^1]},\"retry\":{{\"maxAttempts\":{retries}}},\"drain\":{{\"delay\":5,\"timeout\":30}}{extra}}}";
        bed._gateway = await RunningGateway.StartAsync(upstream, json, timeProvider: bed.Clock, adjust: options =>
        {
            options.DevelopmentMode = false;
            options.Ledger = bed.Ledger;
            options.StopNow = bed._now.Token;
            options.ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = new Uri("http://bedrock.test/");
                client.Credentials = new() { AccessKeyId = "AKIAGATEWAYOWNKEY000", SecretAccessKey = "b" };
                client.HttpMessageHandler = bed.Bedrock;
            };
        });
        return bed;
    }

    /// <summary>A stream that has shown its first content.</summary>
    public async Task<RawCaller> OpenAsync(StreamDialect dialect, string words)
    {
        RawCaller caller = await AskAsync(dialect, words);
        await caller.ReadUntilAsync(dialect.Name == "invoke" ? "chunk" : "one ", Limit);
        return caller;
    }

    public Task<RawCaller> AskAsync(StreamDialect dialect, string words, bool isStream = true) => RawCaller.SendAsync(_gateway.Address.Port, dialect.Request(words, isStream, Key));

    /// <summary>The signal. Ends when the gateway has said that it stops, which is before it stops accepting.</summary>
    public async Task SignalAsync()
    {
        _stopped = _gateway.App.WaitForShutdownAsync(CancellationToken.None);
        _gateway.App.Lifetime.StopApplication();
        await Eventually.TrueAsync(() => _gateway.Log.All.Contains("stopping with", StringComparison.Ordinal));
    }

    public void SignalAgain() => _now.Cancel();

    /// <summary>Lets the delay pass, and waits until connections are refused.</summary>
    public async Task CloseAsync()
    {
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(() => !Accepts());
    }

    public bool Accepts()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, _gateway.Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async Task StoppedAsync() => await _stopped!.WaitAsync(Patience.Limit, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_stopped is null)
        {
            await _gateway.DisposeAsync();
        }
        else
        {
            await _gateway.App.DisposeAsync();
        }

        _limit.Dispose();
        _now.Dispose();
    }
}
