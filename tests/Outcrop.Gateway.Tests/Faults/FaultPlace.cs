using System.Net;
using Outcrop.Emulator;
using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>One region: an emulator behind a proxy, and what a case has put in their place.</summary>
internal sealed class FaultPlace : IAsyncDisposable
{
    private static int _places;
    private readonly BedrockEmulator? _emulator;
    private readonly ChaosProxy? _proxy;

    private FaultPlace(BedrockEmulator? emulator, ChaosProxy? proxy)
    {
        _emulator = emulator;
        _proxy = proxy;
        Address = proxy?.Endpoint.ToString() ?? "http://127.0.0.1:1/";
    }

    /// <summary>The second region where there is but one: nothing asks it.</summary>
    public static FaultPlace Nowhere => new(null, null);

    public BedrockEmulator Emulator => _emulator ?? throw new InvalidOperationException("The case has one region only.");

    public ChaosProxy Proxy => _proxy ?? throw new InvalidOperationException("The case has one region only.");

    /// <summary>Where the gateway is told that it is.</summary>
    public string Address { get; set; }

    /// <summary>Disposed with it.</summary>
    public IAsyncDisposable? Own { get; set; }

    /// <summary>How often a model was asked there.</summary>
    public int Asked => _emulator?.Journal.Count(static request => request.ModelId is not null) ?? 0;

    public static async Task<FaultPlace> StartAsync(int seed, TimeProvider time)
    {
        // An address of its own: AWS's SDK, which asks STS, remembers for the whole process how far the clock of each address is off, and ports come again. macOS has one loopback address only.
        int number = Interlocked.Increment(ref _places);
        IPAddress address = OperatingSystem.IsMacOS() ? IPAddress.Loopback : new IPAddress([127, 77, (byte)(number / 250), (byte)(1 + (number % 250))]);
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, Address = address });
        return new FaultPlace(emulator, ChaosProxy.Start(emulator.Endpoint, seed, time));
    }

    /// <summary>What is answered where nothing else is.</summary>
    public void AlwaysSay(string text, string operation) => _emulator?.When(operation: operation).Reply(text).Always();

    public async ValueTask DisposeAsync()
    {
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_emulator?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (Own is not null)
        {
            await Own.DisposeAsync();
        }
    }
}
