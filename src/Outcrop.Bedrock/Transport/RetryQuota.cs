namespace Outcrop.Bedrock.Transport;

/// <summary>The token bucket that keeps retries from becoming a storm: from full, 35 transient or 100 throttle retries in a row. Thread-safe.</summary>
internal sealed class RetryQuota
{
    /// <summary>What a full bucket holds.</summary>
    public const int Capacity = 500;

    private int _available = Capacity;

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

    /// <summary>Gives tokens back, never above <see cref="Capacity"/>.</summary>
    public void Return(int tokens)
    {
        int seen = Volatile.Read(ref _available);
        while (seen < Capacity)
        {
            int before = Interlocked.CompareExchange(ref _available, Math.Min(Capacity, seen + tokens), seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
