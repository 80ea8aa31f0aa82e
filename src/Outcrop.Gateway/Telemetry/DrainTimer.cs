using Microsoft.Extensions.Hosting;

namespace Outcrop.Gateway.Telemetry;

/// <summary>Measures how long the gateway takes to stop, from the order to the last request's end.</summary>
internal sealed class DrainTimer : IHostedLifecycleService, IDisposable
{
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _registration;
    private long _started;

    /// <summary>Waits for the order.</summary>
    /// <param name="lifetime">Gives it.</param>
    /// <param name="metrics">Where it is told.</param>
    /// <param name="timeProvider">The clock.</param>
    public DrainTimer(IHostApplicationLifetime lifetime, GatewayMetrics metrics, TimeProvider timeProvider)
    {
        _metrics = metrics;
        _time = timeProvider;
        _registration = lifetime.ApplicationStopping.UnsafeRegister(static timer => ((DrainTimer)timer!).Begin(), this);
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that its own program stops gives no order before.
        Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _metrics.Drained(_time.GetElapsedTime(_started));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();

    private void Begin() => Interlocked.CompareExchange(ref _started, _time.GetTimestamp(), 0);
}
