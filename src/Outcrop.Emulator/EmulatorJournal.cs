using System.Collections;

namespace Outcrop.Emulator;

/// <summary>What the emulator received, oldest first. Thread-safe: enumerating sees the requests of that moment. Admin calls are not in it.</summary>
public sealed class EmulatorJournal : IReadOnlyList<EmulatorRequest>
{
    /// <summary>A thousand requests of the largest size would be more than the machine has.</summary>
    private const long MaximumBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<EmulatorRequest> _requests = [];
    private readonly int _capacity;
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    internal EmulatorJournal(int capacity) => _capacity = Math.Max(1, capacity);

    /// <summary>How many requests it holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _requests.Count;
            }
        }
    }

    /// <summary>A request by its place.</summary>
    /// <param name="index">The place, from 0.</param>
    public EmulatorRequest this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _requests[index];
            }
        }
    }

    /// <summary>Forgets all requests.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _bytes = 0;
        }
    }

    /// <summary>Waits until it holds so many requests. They may still be running: see <see cref="EmulatorRequest.Completion"/>.</summary>
    /// <param name="count">How many; no more than it can hold.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task WaitForAsync(int count, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_requests.Count >= count)
                {
                    return;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<EmulatorRequest> GetEnumerator()
    {
        EmulatorRequest[] snapshot;
        lock (_lock)
        {
            snapshot = [.. _requests];
        }

        return ((IEnumerable<EmulatorRequest>)snapshot).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long SizeOf(EmulatorRequest request) => request.Body.Length + request.HeadSize;

    internal void Add(EmulatorRequest request)
    {
        lock (_lock)
        {
            _bytes += SizeOf(request);
            while (_requests.Count > 0 && (_requests.Count >= _capacity || _bytes > MaximumBytes))
            {
                _bytes -= SizeOf(_requests[0]);
                _requests.RemoveAt(0);
            }

            _requests.Add(request);
            _added.SetResult();
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
