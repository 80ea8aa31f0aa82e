using Outcrop.Emulator;
using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>One region: an emulator behind a proxy, and what a case has put in their place.</summary>
internal sealed class FaultPlace : IAsyncDisposable
{
    private FaultPlace(BedrockEmulator emulator, ChaosProxy proxy)
    {
        Emulator = emulator;
        Proxy = proxy;
        Address = proxy.Endpoint.ToString();
    }

    public BedrockEmulator Emulator { get; }

    public ChaosProxy Proxy { get; }

    /// <summary>Where the gateway is told that it is.</summary>
    public string Address { get; set; }

    /// <summary>Disposed with it.</summary>
    public IAsyncDisposable? Own { get; set; }

    /// <summary>How often a model was asked there.</summary>
    public int Asked => Emulator.Journal.Count(static request => request.ModelId is not null);

    public static async Task<FaultPlace> StartAsync(int seed, TimeProvider time)
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        return new FaultPlace(emulator, ChaosProxy.Start(emulator.Endpoint, seed, time));
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Emulator.DisposeAsync();
        if (Own is not null)
        {
            await Own.DisposeAsync();
        }
    }
}
