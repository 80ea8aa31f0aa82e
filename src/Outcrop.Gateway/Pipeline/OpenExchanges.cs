namespace Outcrop.Gateway.Pipeline;

/// <summary>Counts the exchanges that have begun and are not settled yet, whether their callers are there or not. Thread-safe.</summary>
internal sealed class OpenExchanges
{
    private readonly Lock _lock = new();
    private int _count;
    private TaskCompletionSource? _none;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>One begins.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>One is settled.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            lock (_lock)
            {
                _none?.TrySetResult();
            }
        }
    }

    /// <summary>Ends once there has been none since it was asked for.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Count == 0)
            {
                _none.TrySetResult();
            }

            return _none.Task;
        }
    }
}
