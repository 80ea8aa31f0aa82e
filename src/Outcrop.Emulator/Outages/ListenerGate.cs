namespace Outcrop.Emulator.Outages;

/// <summary>Closes the port and opens it again. Changes follow one another in the order they were asked for. Thread-safe.</summary>
internal sealed class ListenerGate
{
    private readonly Lock _lock = new();
    private GatedListener? _listener;
    private Task _last = Task.CompletedTask;
    private bool _closed;

    /// <summary>Ends when what was asked for has been done. Faulted when the port could not be opened again, because another process has taken it.</summary>
    public Task Moved
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    public void Attach(GatedListener listener)
    {
        lock (_lock)
        {
            _listener = listener;
            if (_closed)
            {
                _last = listener.CloseAsync();
            }
        }
    }

    public void Set(bool closed)
    {
        lock (_lock)
        {
            if (_closed == closed && !_last.IsFaulted)
            {
                return;
            }

            _closed = closed;
            if (_listener is { } listener)
            {
                _last = MoveAsync(_last, listener, closed);
            }
        }
    }

    private static async Task MoveAsync(Task before, GatedListener listener, bool closed)
    {
        // What failed before was told to those who asked for it.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (closed ? listener.CloseAsync() : listener.OpenAsync());
    }
}
