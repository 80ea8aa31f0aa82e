namespace Outcrop.Bedrock.Transport;

/// <summary>The token bucket that keeps retries from becoming a storm: from full, 35 transient or 100 throttle retries in a row. Thread-safe.</summary>
/// <param name="capacity">What a full bucket holds.</param>
internal sealed class RetryQuota(int capacity = RetryQuota.Capacity)
{
    /// <summary>What a full bucket holds where nothing else is set.</summary>
    public const int Capacity = 500;

    private readonly int _capacity = capacity;
    private int _available = capacity;

    /// <summary>What it holds now.</summary>
    public int Available => Volatile.Read(ref _available);

    /// <summary>Takes tokens, all or none.</summary>
    public bool TryTake(int cost)
    {
        int seen = Volatile.Read(ref _available);
        while (seen >= cost)
        {
            int before = Interlocked.CompareExchange(ref _available, seen - cost, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Gives tokens back, never above what it held when full.</summary>
    public void Return(int tokens)
    {
        int seen = Volatile.Read(ref _available);
        while (seen < _capacity)
        {
            int before = Interlocked.CompareExchange(ref _available, Math.Min(_capacity, seen + tokens), seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
