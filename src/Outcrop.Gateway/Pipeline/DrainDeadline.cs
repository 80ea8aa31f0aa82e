namespace Outcrop.Gateway.Pipeline;

/// <summary>The moment from which on no request of a stopping gateway may go on: whatever is under way ends, and says so to its caller. Thread-safe.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class DrainDeadline(TimeProvider timeProvider) : IDisposable
{
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, timeProvider);

    /// <summary>Cancelled at the deadline.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Whether it has passed.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Sets it.</summary>
    /// <param name="after">From now on.</param>
    public void Set(TimeSpan after) => _over.CancelAfter(after);

    /// <summary>It is now.</summary>
    public void End()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The gateway is gone already: there is nobody left to be ended.
            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();
}
