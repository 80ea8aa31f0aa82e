using Microsoft.Extensions.Hosting;

namespace Outcrop.Gateway.Hosting;

/// <summary>
/// Goes on accepting for a while after the gateway was told to stop and has said that it is not ready, so that whatever spreads load can notice before connections are refused. A host that is stopped by its own
/// program does not wait: nothing watches it.
/// </summary>
/// <param name="delay">How long.</param>
/// <param name="lifetime">Knows whether the gateway was told to stop.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class DrainDelay(TimeSpan delay, IHostApplicationLifetime lifetime, TimeProvider timeProvider) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        lifetime.ApplicationStopping.IsCancellationRequested && delay > TimeSpan.Zero ? Task.Delay(delay, timeProvider, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
