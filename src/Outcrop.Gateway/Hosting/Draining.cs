using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Hosting;

/// <summary>
/// Stops the gateway: (0) told to stop, it says that it is not ready and goes on accepting for a while, so that whatever spreads load can notice before connections are refused; (1) the server accepts no more, (2) what is
/// under way runs on, (3) shortly before the timeout the rest is ended and told so, (4) everything is settled. A host that is stopped by its own program skips the first step: nothing watches it.
/// </summary>
/// <param name="plan">When what happens.</param>
/// <param name="deadline">Ends what is under way.</param>
/// <param name="open">What is under way.</param>
/// <param name="lifetime">Knows whether the gateway was told to stop.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Told how it went.</param>
internal sealed partial class Draining(
    DrainPlan plan, DrainDeadline deadline, OpenExchanges open, IHostApplicationLifetime lifetime, TimeProvider timeProvider, ILogger<Draining> logger) : IHostedLifecycleService
{
    /// <summary>What the ledger may need for those whose connections the server has just cut.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(5);

    private CancellationTokenRegistration _now;
    private long _told;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _now = plan.Now.UnsafeRegister(static state => ((DrainDeadline)state!).End(), deadline);
        return Task.CompletedTask;
    }

    /// <summary>Steps 0 and, by setting the time for it, 3.</summary>
    /// <param name="cancellationToken">The host will wait no longer.</param>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _told = timeProvider.GetTimestamp();
        cancellationToken.UnsafeRegister(static state => ((DrainDeadline)state!).End(), deadline);
        bool isTold = lifetime.ApplicationStopping.IsCancellationRequested;
        TimeSpan delay = isTold ? plan.Delay : TimeSpan.Zero;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        Task wait = Task.Delay(delay, timeProvider, end.Token);
        LogStopping(open.Count, delay.TotalSeconds, plan.Timeout.TotalSeconds);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (!deadline.IsOver)
        {
            deadline.Set(plan.Timeout - plan.Lead);
        }
    }

    /// <summary>Step 4: the server has stopped by now.</summary>
    /// <param name="cancellationToken">Not asked: what is spent has to be written down, and that is bounded here.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        deadline.End();
        await _now.DisposeAsync();
        await open.WhenNone().WaitAsync(SettlePatience, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogStopped(timeProvider.GetElapsedTime(_told).TotalSeconds, open.Count);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1421, LogLevel.Information, "stopping with {Open} requests under way: more are accepted for {Delay} seconds, all end within {Timeout} more")]
    private partial void LogStopping(int open, double delay, double timeout);

    [LoggerMessage(1422, LogLevel.Information, "stopped after {Seconds} seconds, {Open} requests unsettled")]
    private partial void LogStopped(double seconds, int open);
}
