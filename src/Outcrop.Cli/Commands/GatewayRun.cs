using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Outcrop.Cli.Commands;

/// <summary>Keeps a gateway running until it is told to stop, and stops it: the first signal drains, a second one ends the draining.</summary>
internal static class GatewayRun
{
    /// <summary>What is left, after the second signal, for telling those under way and for closing their connections: as long as at the end of a drain that nobody hurries.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);

    /// <summary>Waits for the end.</summary>
    /// <param name="app">The gateway, started.</param>
    /// <param name="signals">The signals; the second one is held back from now on.</param>
    /// <param name="stop">The first of them.</param>
    public static async Task UntilStoppedAsync(WebApplication app, StopSignals signals, CancellationToken stop)
    {
        signals.HoldSecond();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration stopping = app.Lifetime.ApplicationStopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), told);
        await using CancellationTokenRegistration first = stop.UnsafeRegister(static state => ((IHostApplicationLifetime)state!).StopApplication(), app.Lifetime);
        await told.Task.ConfigureAwait(false);
        using var hard = new CancellationTokenSource(Timeout.InfiniteTimeSpan, TimeProvider.System);
        await using CancellationTokenRegistration second = signals.Again.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(LastPatience), hard);
        await app.StopAsync(hard.Token).ConfigureAwait(false);
    }
}
