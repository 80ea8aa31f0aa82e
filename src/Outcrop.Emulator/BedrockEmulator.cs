using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Outages;
using Outcrop.Emulator.Streaming;
using Outcrop.Shared;

namespace Outcrop.Emulator;

/// <summary>
/// Amazon Bedrock (runtime and the parts of the control plane that resolve models) and STS, offline, on one plaintext port that speaks HTTP/1.1 and
/// HTTP/2 with prior knowledge. It verifies signatures, refuses as AWS refuses, and answers deterministically. All members are thread-safe.
/// </summary>
public sealed class BedrockEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmulatorState _state;

    /// <summary>Starts an emulator with the usual options on any free port: a fixture as it stands, for example <c>IClassFixture&lt;BedrockEmulator&gt;</c>.</summary>
    public BedrockEmulator()
        : this(new EmulatorOptions())
    {
        _app.Start();
        Begin();
    }

    private BedrockEmulator(EmulatorOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // Nothing of the process's environment (ASPNETCORE_URLS and the like) may move or open the end point.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));

        // With room for one byte, a flush ends when the kernel has everything: a reset behind it cuts nothing off, and a slow reader is felt at once.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 1);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        if (options.LoggerFactory is not null)
        {
            builder.Services.AddSingleton(options.LoggerFactory);
        }

        // In front of the one that Kestrel brings: the last that is registered is asked first.
        var gate = new ListenerGate();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new GatedListenerFactory(
            new SocketTransportFactory(services.GetRequiredService<IOptions<SocketTransportOptions>>(), services.GetRequiredService<ILoggerFactory>()), gate));
        _app = builder.Build();
        _state = new EmulatorState(options, _app.Lifetime, gate);
        _app.Run(new RequestDispatcher(_state).InvokeAsync);
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:4599</c>; the endpoint of every client: runtime, control plane and STS.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The access key that is always known.</summary>
    public string AccessKeyId => _state.Options.AccessKeyId;

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string SecretAccessKey => _state.Options.SecretAccessKey;

    /// <summary>What was received.</summary>
    public EmulatorJournal Journal => _state.Journal;

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">How it runs; defaults when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken, or a folder cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">A recording is broken.</exception>
    /// <exception cref="ArgumentException">A script or another option cannot work.</exception>
    public static async Task<BedrockEmulator> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var emulator = new BedrockEmulator(options ?? new EmulatorOptions());
        try
        {
            await emulator._app.StartAsync(cancellationToken);
            emulator.Begin();
            return emulator;
        }
        catch
        {
            await emulator._app.DisposeAsync();
            emulator._state.Dispose();
            throw;
        }
    }

    /// <summary>The emulator's clock; <see cref="AdvanceClock"/> moves it.</summary>
    public TimeProvider Clock => _state.Clock;

    /// <summary>Says in a sentence what shall happen to requests: <c>emulator.When(text: "weather").Reply("Sunny.").Then.Throttle(2)</c>.</summary>
    /// <param name="model">The model id they name; <c>*</c> and <c>?</c> as in <see cref="EmulatorScript.ModelId"/>. Any unless given.</param>
    /// <param name="text">What their last message must hold. Anything unless given.</param>
    /// <param name="operation">The operation, for example <c>ConverseStream</c>. Any unless given.</param>
    public EmulatorRule When(string? model = null, string? text = null, string? operation = null) =>
        new(this, new EmulatorScript { ModelId = model, TextContains = text, Operation = operation });

    /// <summary>Says what shall happen to requests that a script's own conditions fit: headers, patterns, call numbers.</summary>
    /// <param name="conditions">The conditions; what else it says is not looked at.</param>
    public EmulatorRule When(EmulatorScript conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return new(this, conditions);
    }

    /// <summary>Adds a script behind those that are there.</summary>
    /// <param name="script">What shall happen; not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">Its pattern is none.</exception>
    public void Script(EmulatorScript script) => _state.Scripts.Add(script);

    /// <summary>Removes all scripts.</summary>
    public void ClearScripts() => _state.Scripts.Clear();

    /// <summary>Puts quotas in place of those there are; their buckets start full.</summary>
    /// <param name="quotas">The quotas; not to be changed afterwards.</param>
    public void SetQuotas(params EmulatorQuota[] quotas) => _state.Quotas.Set(quotas);

    /// <summary>Puts distributions of latencies in place of those there are.</summary>
    /// <param name="latencies">The distributions, the first that fits counting; not to be changed afterwards.</param>
    public void SetLatencies(params EmulatorLatency[] latencies) => _state.Latencies.Set(latencies);

    /// <summary>Takes a region out, at once or later. When the task ends, an outage that begins at once has begun.</summary>
    /// <param name="outage">What is out, how and how long; not to be changed afterwards.</param>
    public Task BreakAsync(EmulatorOutage outage)
    {
        ArgumentNullException.ThrowIfNull(outage);
        _state.Outages.Add(outage);
        return _state.Gate.Moved;
    }

    /// <summary>Ends outages, and takes back those that were to come. When the task ends, the port is open again if it was closed.</summary>
    /// <param name="region">Those that name this region; all unless given.</param>
    /// <exception cref="IOException">Somebody else has taken the port.</exception>
    public Task RestoreAsync(string? region = null)
    {
        _state.Outages.Restore(region);
        return _state.Gate.Moved;
    }

    /// <summary>Moves the emulator's own clock, which runs at <see cref="EmulatorOptions.TimeProvider"/>'s pace, forward or (negative) back: for skew and expiry.</summary>
    /// <param name="by">How far.</param>
    public void AdvanceClock(TimeSpan by) => _state.Clock.Advance(by);

    /// <summary>Waits until the emulator is stopped, or stops it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops it; open streams are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        // A hanging stream would hold a graceful stop until its time-out.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _state.Dispose();
    }

    /// <summary>What is counted from the start begins once there is something to talk to.</summary>
    private void Begin()
    {
        Endpoint = Bound();
        foreach (EmulatorOutage outage in _state.Options.Outages)
        {
            _state.Outages.Add(outage);
        }
    }

    private Uri Bound()
    {
        ICollection<string> addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var bound = new Uri(addresses.First());
        IPAddress address = _state.Options.Address;
        string host = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "127.0.0.1" : bound.Host;
        return new UriBuilder(Uri.UriSchemeHttp, host, bound.Port).Uri;
    }

    private static void Configure(KestrelServerOptions kestrel, EmulatorOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;

        // Size is checked as AWS checks it; slow and hanging streams are wanted here.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
        kestrel.Listen(options.Address, options.Port, listen => listen.UseHttp2PriorKnowledge().UseHttp2Output());
    }
}
