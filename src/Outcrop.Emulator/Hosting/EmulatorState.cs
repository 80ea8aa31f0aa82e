using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Latencies;
using Outcrop.Emulator.Outages;
using Outcrop.Emulator.Quotas;
using Outcrop.Emulator.Recordings;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Hosting;

/// <summary>What lives as long as the emulator. Thread-safe.</summary>
internal sealed class EmulatorState : IDisposable
{
    private int _requests;

    public EmulatorState(EmulatorOptions options, IHostApplicationLifetime? lifetime = null, ListenerGate? gate = null)
    {
        Options = options;
        Clock = new AdjustableClock(options.TimeProvider);
        Journal = new EmulatorJournal(options.JournalCapacity);
        Keys = new KeyStore(options);
        Signatures = new SignatureVerifier(Keys, Clock);
        BearerKeys = new BearerVerifier(options.BearerKeys, Signatures, options);
        Models = new ModelDirectory(options, Clock);
        Services = new ServiceStores(options, Clock);
        Stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
        Quotas = new QuotaBook(Clock);
        Quotas.Set(options.Quotas);
        Latencies.Set(options.Latencies);
        Gate = gate ?? new ListenerGate();
        Outages = new OutageBook(Clock, options.Region, Gate, Cut);
        foreach (EmulatorScript script in options.Scripts)
        {
            Scripts.Add(script);
        }

        Replayer = options.RecordingsFolder is { } folder ? new Replayer(RecordingLibrary.Load(folder), options) : null;
        Logger = (ILogger?)options.LoggerFactory?.CreateLogger("Outcrop.Emulator") ?? NullLogger.Instance;
        if (options.RecordFolder is { } recordings)
        {
            Proxy = new RecordingProxy(this, options.Upstream ?? throw new ArgumentException("To record needs an upstream.", nameof(options)), recordings);
        }
    }

    public EmulatorOptions Options { get; }

    public AdjustableClock Clock { get; }

    public EmulatorJournal Journal { get; }

    public KeyStore Keys { get; }

    public SignatureVerifier Signatures { get; }

    public BearerVerifier BearerKeys { get; }

    public ModelDirectory Models { get; }

    public ServiceStores Services { get; }

    public ScriptBook Scripts { get; } = new();

    public QuotaBook Quotas { get; }

    public LatencyBook Latencies { get; } = new();

    public ListenerGate Gate { get; }

    public OutageBook Outages { get; }

    /// <summary>The requests that are being answered.</summary>
    public ConcurrentDictionary<EmulatorCall, bool> Running { get; } = new();

    /// <summary>Answers with recordings, where there are any.</summary>
    public Replayer? Replayer { get; }

    /// <summary>Forwards and records, where that is asked for.</summary>
    public RecordingProxy? Proxy { get; }

    public CancellationToken Stopping { get; }

    public ILogger Logger { get; }

    /// <summary>Chance of its own for each request, so that concurrent requests do not change one another's bytes.</summary>
    public Random NextRandom() => new(unchecked((Options.Seed * 486_187_739) + Interlocked.Increment(ref _requests)));

    public void Dispose()
    {
        Outages.Dispose();
        Proxy?.Dispose();
    }

    /// <summary>Resets the connections of requests.</summary>
    private void Cut(Func<EmulatorCall, bool> which)
    {
        foreach (EmulatorCall call in Running.Keys)
        {
            call.CutIf(which);
        }
    }
}
