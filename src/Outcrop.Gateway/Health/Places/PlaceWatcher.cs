using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Health.Places;

/// <summary>
/// Looks at every account and region now and then, beside all requests: one round at a time, a few places at once, each for so long at most. What it finds is told, and moves no request (adr/0016). Thread-safe.
/// </summary>
/// <param name="snapshots">The configuration in force.</param>
/// <param name="places">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the looks of several gateways.</param>
/// <param name="logger">Told of changes.</param>
internal sealed partial class PlaceWatcher(GatewaySnapshots snapshots, PlaceHealths places, TimeProvider time, Random random, ILogger<PlaceWatcher> logger) : IHostedService, IDisposable
{
    private const int AtOnce = 4;
    private const double JitterShare = 0.2;

    /// <summary>How long one look may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for the first round, and how often the setting is looked at while it says never.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private Task _rounds = Task.CompletedTask;
    private int _disposed;

    /// <summary>Whether there are rounds at all. Set before it is started. Default: yes.</summary>
    public bool IsOn { get; set; } = true;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _rounds = IsOn ? RunAsync(_end.Token) : Task.CompletedTask;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        await _rounds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container has it under two names, and disposes it for each.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _end.Cancel();
            _end.Dispose();
        }
    }

    /// <summary>Looks at every place once.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        GatewaySnapshot snapshot = snapshots.Pin();
        try
        {
            IReadOnlyList<Place> all = Place.Of(snapshot.Configuration);
            places.Keep(all);
            if (!snapshot.Upstreams.IsReal)
            {
                return;
            }

            var bounds = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(all, bounds, async (place, token) => Note(place, await LookAsync(snapshot, place, token)));
        }
        finally
        {
            snapshot.Unpin();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = Least(snapshots.Current.Configuration.Health.Interval, Soon) * random.NextDouble();
        try
        {
            while (true)
            {
                await Task.Delay(wait, time, cancellationToken);
                HealthSettings settings = snapshots.Current.Configuration.Health;
                if (settings.Interval == TimeSpan.Zero)
                {
                    places.Keep([]);
                    wait = Soon;
                    continue;
                }

                try
                {
                    await CheckAsync(cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // One round that failed is no reason for there to be no other.
                    LogFailed(exception);
                }

                wait = settings.Interval * (1 + (JitterShare * (random.NextDouble() - 0.5)));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<PlaceReport> LookAsync(GatewaySnapshot snapshot, Place place, CancellationToken cancellationToken)
    {
        PlaceReport? before = places.Find(place);
        bool withProfiles = Place.TargetsOf(snapshot.Configuration).Any(target => IsProfileAt(target, place));
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            BedrockUpstream upstream = snapshot.Upstreams.Place(place.AccountId, place.Region);
            return await PlaceLook.AtAsync(upstream.Client, withProfiles, before, time, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PlaceReport(PlaceState.Unreachable, "the control plane does not answer in time", time.GetUtcNow(), null, before?.Models, before?.Profiles);
        }
        catch (Bedrock.Errors.BedrockException fault)
        {
            // There is no client: no region, or settings that contradict each other.
            (PlaceState state, string reason) = PlaceLook.Of(fault);
            return new PlaceReport(state, reason, time.GetUtcNow());
        }
    }

    private static bool IsProfileAt(Target target, Place place) => target.AccountId == place.AccountId && target.Region == place.Region
        && ModelId.TryParse(target.ModelId, out ModelId? id) && id.Kind == ModelIdKind.InferenceProfile;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one > TimeSpan.Zero && one < other ? one : other;

    private void Note(Place place, PlaceReport report)
    {
        PlaceState before = places.Note(place, report)?.State ?? PlaceState.Unknown;
        if (before == report.State)
        {
            return;
        }

        if (report.State is PlaceState.Unreachable or PlaceState.Denied)
        {
            LogUnwell(place, report.Word, report.Reason);
        }
        else
        {
            LogWell(place, report.Word);
        }
    }

    [LoggerMessage(1521, LogLevel.Warning, "control plane of {Place}: {State}, {Reason}; requests go there all the same")]
    private partial void LogUnwell(Place place, string state, string? reason);

    [LoggerMessage(1523, LogLevel.Error, "a look at the accounts and regions failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(1522, LogLevel.Information, "control plane of {Place}: {State}")]
    private partial void LogWell(Place place, string state);
}
