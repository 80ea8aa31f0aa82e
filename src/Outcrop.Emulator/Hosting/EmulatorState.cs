using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Hosting;

/// <summary>What lives as long as the emulator. Thread-safe.</summary>
internal sealed class EmulatorState
{
    private int _requests;

    public EmulatorState(EmulatorOptions options, IHostApplicationLifetime? lifetime = null)
    {
        Options = options;
        Clock = new AdjustableClock(options.TimeProvider);
        Journal = new EmulatorJournal(options.JournalCapacity);
        Keys = new KeyStore(options);
        Signatures = new SignatureVerifier(Keys, Clock);
        BearerKeys = new BearerVerifier(options.BearerKeys, Signatures);
        Models = new ModelDirectory(options);
        Services = new ServiceStores(options, Clock);
        Stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
        Logger = (ILogger?)options.LoggerFactory?.CreateLogger("Outcrop.Emulator") ?? NullLogger.Instance;
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

    public CancellationToken Stopping { get; }

    public ILogger Logger { get; }

    /// <summary>Chance of its own for each request, so that concurrent requests do not change one another's bytes.</summary>
    public Random NextRandom() => new(unchecked((Options.Seed * 486_187_739) + Interlocked.Increment(ref _requests)));
}
