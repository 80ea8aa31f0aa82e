using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// Says that a stream is alive while the model is silent: proxies close connections on which nothing moves. Shares the answer with the relay, one writer at a
/// time; the relay never waits longer than a reader may take nothing. Allocates nothing per event. Disposing ends the beating for good.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly EventWriter _writer;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _writeTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _aborted;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ITimer? _timer;
    private long _lastWrite;
    private volatile bool _stopped;

    /// <summary>Creates a heart that does not beat yet.</summary>
    /// <param name="writer">Writes the dialect's sign.</param>
    /// <param name="settings">How often.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="aborted">The caller's end.</param>
    public Heartbeat(EventWriter writer, ServerSettings settings, TimeProvider timeProvider, CancellationToken aborted)
    {
        _writer = writer;
        _interval = writer.HasHeartbeat ? settings.HeartbeatInterval : TimeSpan.Zero;
        _writeTimeout = settings.WriteTimeout;
        _timeProvider = timeProvider;
        _aborted = aborted;
    }

    /// <summary>Begins to beat.</summary>
    public void Start()
    {
        if (_interval > TimeSpan.Zero && _timer is null)
        {
            _lastWrite = _timeProvider.GetTimestamp();
            _timer = _timeProvider.CreateTimer(static state => ((Heartbeat)state!).Beat(), this, _interval, _interval);
        }
    }

    /// <summary>Takes the answer for the relay.</summary>
    /// <exception cref="TimeoutException">The reader does not even take a sign of life.</exception>
    public Task EnterAsync() => _turn.Wait(0, CancellationToken.None) ? Task.CompletedTask : WaitAsync();

    /// <summary>Gives the answer back; something has just been written.</summary>
    public void Leave()
    {
        Volatile.Write(ref _lastWrite, _timeProvider.GetTimestamp());
        _turn.Release();
    }

    /// <summary>Ends the beating; no sign is being written any more when it returns.</summary>
    /// <exception cref="TimeoutException">One is, to a reader who takes nothing.</exception>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
            await EnterAsync();
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (TimeoutException) when (_aborted.IsCancellationRequested)
        {
            // The connection has been given up: the sign goes nowhere any more.
            return;
        }
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(_writeTimeout, _timeProvider);
        try
        {
            await _turn.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException("The reader does not take a sign of life.", exception);
        }
    }

    private async void Beat()
    {
        // Half an interval of silence: the timer runs on its own and must not follow close upon an event.
        if (_stopped || _aborted.IsCancellationRequested || _timeProvider.GetElapsedTime(Volatile.Read(ref _lastWrite)) * 2 < _interval || !_turn.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            if (!_stopped)
            {
                _writer.WriteHeartbeat();
                await _writer.Output.FlushAsync(_aborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The caller is gone or the answer has ended: the relay finds that out by itself with its next write.
            return;
        }
        finally
        {
            _turn.Release();
        }
    }
}
