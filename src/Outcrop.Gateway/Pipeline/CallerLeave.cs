using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// Ends the reading of an answer when its caller leaves: at once, or, where <see cref="StreamSettings.OnDisconnect"/> says so, after a while in which its exact usage may still come. Bedrock bills the whole answer either way.
/// A gateway that stops ends it in any case. Thread-safe but for disposing.
/// </summary>
internal sealed class CallerLeave : IDisposable
{
    private readonly StreamDrains _drains;
    private readonly StreamSettings _settings;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _aborted;
    private readonly CancellationToken _shutdown;
    private readonly CancellationTokenRegistration _leaving;
    private readonly CancellationTokenRegistration _stopping;
    private readonly Lock _lock = new();
    private bool? _isDraining;

    /// <summary>Watches a caller.</summary>
    /// <param name="drains">Counts those that drain.</param>
    /// <param name="settings">What is configured.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="aborted">The caller's end.</param>
    /// <param name="shutdown">The gateway's end. Default: none.</param>
    public CallerLeave(StreamDrains drains, StreamSettings settings, TimeProvider timeProvider, CancellationToken aborted, CancellationToken shutdown = default)
    {
        _drains = drains;
        _settings = settings;
        _aborted = aborted;
        _shutdown = shutdown;
        _end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _leaving = aborted.UnsafeRegister(static leave => ((CallerLeave)leave!).Begin(), this);
        _stopping = shutdown.UnsafeRegister(static leave => ((CallerLeave)leave!)._end.Cancel(), this);
    }

    /// <summary>Ends the reading.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether the caller is gone.</summary>
    public bool HasLeft => _aborted.IsCancellationRequested;

    /// <summary>Whether the answer is read on for a caller who has left.</summary>
    public bool IsDraining
    {
        get
        {
            lock (_lock)
            {
                return _isDraining == true;
            }
        }
    }

    /// <summary>Whether the gateway ends what a caller is still waiting for.</summary>
    public bool IsShutDown => _shutdown.IsCancellationRequested && !HasLeft;

    /// <summary>The caller has left. The first call decides.</summary>
    /// <returns>Whether the answer is read on.</returns>
    public bool Begin()
    {
        lock (_lock)
        {
            if (_isDraining is { } decided)
            {
                return decided;
            }

            _isDraining = _settings.OnDisconnect == DisconnectPolicy.Drain && _drains.TryEnter(_settings.MaxDrains);
        }

        if (_isDraining.Value)
        {
            _end.CancelAfter(_settings.DrainTimeout);
            return true;
        }

        _end.Cancel();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        _stopping.Dispose();
        _end.Dispose();
        if (_isDraining == true)
        {
            _drains.Leave();
        }
    }
}
