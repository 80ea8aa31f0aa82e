namespace Outcrop.Gateway.Pipeline;

/// <summary>Counts the answers that are read on after their callers have left. Thread-safe.</summary>
internal sealed class StreamDrains
{
    private int _running;

    /// <summary>How many there are.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether one more may begin; <see cref="Leave"/> gives its place back.</summary>
    /// <param name="most">The most at once.</param>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _running) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    /// <summary>One is over.</summary>
    public void Leave() => Interlocked.Decrement(ref _running);
}
