using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A stream that plays a script: each step gives events (a frame), or waits, or throws. The first step must give events at once.</summary>
internal sealed class FakeStream : ConverseEventStream
{
    private readonly IEnumerator<Func<CancellationToken, Task<ConverseEvent[]>>> _steps;
    private ConverseEvent[] _events;

    public FakeStream(params Func<CancellationToken, Task<ConverseEvent[]>>[] steps)
        : this((IEnumerable<Func<CancellationToken, Task<ConverseEvent[]>>>)steps)
    {
    }

    public FakeStream(IEnumerable<Func<CancellationToken, Task<ConverseEvent[]>>> steps)
    {
        _steps = steps.GetEnumerator();
        _steps.MoveNext();
        _events = _steps.Current(default).GetAwaiter().GetResult();
    }

    public int Reads { get; private set; }

    public bool Disposed { get; private set; }

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ReadOnlySpan<ConverseEvent> Events => _events;

    public static Func<CancellationToken, Task<ConverseEvent[]>> Give(params ConverseEvent[] events) => _ => Task.FromResult(events);

    public static Func<CancellationToken, Task<ConverseEvent[]>> Throw(Exception exception) => _ => Task.FromException<ConverseEvent[]>(exception);

    public static Func<CancellationToken, Task<ConverseEvent[]>> After(Task task, params ConverseEvent[] events) => async token =>
    {
        await task.WaitAsync(token);
        return events;
    };

    public override bool TryReadBuffered() => false;

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        if (!_steps.MoveNext())
        {
            return false;
        }

        _events = await _steps.Current(cancellationToken);
        return true;
    }

    public override ValueTask DisposeAsync()
    {
        Disposed = true;
        Closed.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
