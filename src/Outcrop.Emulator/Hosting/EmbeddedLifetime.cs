using Microsoft.Extensions.Hosting;

namespace Outcrop.Emulator.Hosting;

/// <summary>The host's usual lifetime takes Ctrl+C and SIGTERM from the process it runs in; an emulator inside someone's test run must not.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
