using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>One emulator for all cases of a class: refusals leave nothing behind.</summary>
public sealed class SharedEmulator : IAsyncLifetime
{
    private BedrockEmulator? _emulator;

    internal EmulatorClient NewClient() => new(_emulator ?? throw new InvalidOperationException("Not started."));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _emulator = await EmulatorTest.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }
}
