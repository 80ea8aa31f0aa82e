using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// Ends the reading of an answer when its caller leaves: at once, or, where <see cref="StreamSettings.OnDisconnect"/> says so, after a while in which its exact usage may still come. Bedrock bills the whole answer either way. Thread-safe but for disposing.
/// </summary>
internal sealed class CallerLeave : IDisposable
{
    private readonly StreamDrains _drains;
    private readonly StreamSettings _settings;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _lock = new();
    private bool? _isDraining;

    /// <summary>Watches a caller.</summary>
    /// <param name="drains">Counts those that drain.</param>
    /// <param name="settings">What is configured.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="aborted">The caller's end.</param>
    public CallerLeave(StreamDrains drains, StreamSettings settings, TimeProvider timeProvider, CancellationToken aborted)
    {
        _drains = drains;
        _settings = settings;
        _end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = aborted.UnsafeRegister(static leave => ((CallerLeave)leave!).Begin(), this);
    }

    /// <summary>Ends the reading.</summary>
    public CancellationToken Token => _end.Token;

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
        _registration.Dispose();
        _end.Dispose();
        if (_isDraining == true)
        {
            _drains.Leave();
        }
    }
}
