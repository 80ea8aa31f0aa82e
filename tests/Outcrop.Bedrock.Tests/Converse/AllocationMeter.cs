namespace Outcrop.Bedrock.Tests.Converse;

/// <summary>Counts the bytes an action allocates once it is warm.</summary>
internal static class AllocationMeter
{
    /// <summary>Warms up until tiered compilation has had its way, then measures a thousand calls; the smallest of some rounds counts, since the runtime itself may allocate now and then.</summary>
    public static long Measure(Action action)
    {
        for (int i = 0; i < 2_000; i++)
        {
            action();
        }

        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1_000; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
