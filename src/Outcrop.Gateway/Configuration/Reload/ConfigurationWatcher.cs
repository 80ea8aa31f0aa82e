using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>Has the configuration read again when its files change, at an interval, and on SIGHUP. Thread-safe.</summary>
/// <param name="reloader">Reads it.</param>
/// <param name="settings">When.</param>
/// <param name="events">Tells of changes.</param>
/// <param name="onHangup">Whether SIGHUP is taken: not at a terminal, whose end it tells of.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Where it tells what it cannot do.</param>
internal sealed partial class ConfigurationWatcher(
    ConfigurationReloader reloader, ReloadSettings settings, IFileEvents events, bool onHangup, TimeProvider timeProvider, ILogger<ConfigurationWatcher> logger) : IHostedService, IDisposable
{
    /// <summary>How long files must rest: one change is often several events.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private IDisposable? _watch;
    private HashSet<string> _watched = [];
    private ITimer? _rested;
    private ITimer? _interval;
    private PosixSignalRegistration? _hangup;
    private bool _stopped;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _rested = timeProvider.CreateTimer(_ => Reload("a file has changed"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (settings.Watch)
            {
                Watch_NeedsLock();
            }

            if (settings.Interval > TimeSpan.Zero)
            {
                _interval = timeProvider.CreateTimer(_ => Reload("seen at the interval"), null, settings.Interval, settings.Interval);
            }

            if (onHangup)
            {
                _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
                {
                    context.Cancel = true;
                    Reload("SIGHUP");
                });
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            _watch?.Dispose();
            _rested?.Dispose();
            _interval?.Dispose();
            _hangup?.Dispose();
        }
    }

    private void Reload(string cause)
    {
        try
        {
            if (reloader.Reload(cause) == ReloadResult.Unchanged)
            {
                return;
            }
        }
        catch (Exception exception)
        {
            // A timer's thread has nobody above it, and a gateway must not end because of a file.
            LogFailed(exception);
            return;
        }

        lock (_lock)
        {
            // A new file may name others.
            if (settings.Watch && !_stopped && !_watched.SetEquals(reloader.Files))
            {
                Watch_NeedsLock();
            }
        }
    }

    private void Watch_NeedsLock()
    {
        _watch?.Dispose();
        _watched = [.. reloader.Files];
        _watch = events.Watch(_watched, OnChange, exception => LogNotWatched(exception.Message, settings.Interval.TotalSeconds));
    }

    private void OnChange()
    {
        lock (_lock)
        {
            if (!_stopped)
            {
                _rested?.Change(Rest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    [LoggerMessage(1417, LogLevel.Warning, "the configuration's files cannot be watched: {Reason}; they are looked at every {Seconds} s (0: never)")]
    private partial void LogNotWatched(string reason, double seconds);

    [LoggerMessage(1418, LogLevel.Error, "the configuration could not be read again; the last good one stays in force")]
    private partial void LogFailed(Exception exception);
}
