namespace Outcrop.Emulator.Streaming;

/// <summary>How much data of an HTTP/2 stream the kernel has. Thread-safe, for one who waits.</summary>
internal sealed class Http2Watch
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private bool _begun;
    private long _wanted = long.MaxValue;

    /// <summary>Counts what has gone out; 0 for the headers, which come first.</summary>
    public void Add(int bytes)
    {
        lock (_lock)
        {
            _begun = true;
            _sent += bytes;
            Check_NeedsLock();
        }
    }

    /// <summary>Waits until so many bytes are out.</summary>
    public Task WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _wanted = bytes;
            Check_NeedsLock();
        }

        return _reached.Task.WaitAsync(cancellationToken);
    }

    private void Check_NeedsLock()
    {
        if (_begun && _sent >= _wanted)
        {
            _reached.TrySetResult();
        }
    }
}
