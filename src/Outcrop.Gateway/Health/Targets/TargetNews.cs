namespace Outcrop.Gateway.Health.Targets;

/// <summary>Tells those who wait that some target answered or failed. Costs next to nothing while nobody does. Thread-safe.</summary>
internal sealed class TargetNews
{
    private TaskCompletionSource? _next;

    /// <summary>Ends with the next news; to be taken before one looks whether to wait.</summary>
    public Task Next
    {
        get
        {
            if (Volatile.Read(ref _next) is { } waiting)
            {
                return waiting.Task;
            }

            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, created, null) ?? created).Task;
        }
    }

    /// <summary>There are news.</summary>
    public void Tell()
    {
        if (Volatile.Read(ref _next) is not null)
        {
            Interlocked.Exchange(ref _next, null)?.TrySetResult();
        }
    }
}
