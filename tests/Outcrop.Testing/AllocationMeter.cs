namespace Outcrop.Testing;

/// <summary>Counts what a body allocates on this thread.</summary>
public static class AllocationMeter
{
    /// <summary>The bytes one run allocates once everything it needs is loaded, compiled and pooled.</summary>
    public static long SteadyState(Action body)
    {
        for (int i = 0; i < 64; i++)
        {
            body();
        }

        return Once(body);
    }

    /// <summary>The bytes one run allocates.</summary>
    public static long Once(Action body)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        body();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
