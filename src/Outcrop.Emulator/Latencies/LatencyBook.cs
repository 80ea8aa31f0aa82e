using Outcrop.Emulator.Faults;

namespace Outcrop.Emulator.Latencies;

/// <summary>The distributions of latencies; the first that fits counts. Thread-safe.</summary>
internal sealed class LatencyBook
{
    /// <summary>The 99th percentile of the standard normal distribution.</summary>
    private const double NormalP99 = 2.326_347_874;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private EmulatorLatency[] _latencies = [];

    /// <summary>Puts distributions in place of those there are.</summary>
    public void Set(IEnumerable<EmulatorLatency> latencies) => Volatile.Write(ref _latencies, [.. latencies]);

    public EmulatorLatency? Find(string region, string? modelId) =>
        Array.Find(Volatile.Read(ref _latencies), latency => (latency.Region ?? region) == region && (latency.ModelId == "*" || ScriptMatcher.Matches(latency.ModelId, modelId)));

    /// <summary>Draws a pause: the median times e to a normally distributed power.</summary>
    public static TimeSpan Draw(TimeSpan median, TimeSpan? p99, Random random)
    {
        if (p99 is not { } tail || tail <= median || median <= TimeSpan.Zero)
        {
            return median;
        }

        // Box and Muller's; one minus, because the logarithm of zero is none.
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double drawn = median.TotalMilliseconds * Math.Exp(Math.Log(tail / median) / NormalP99 * normal);
        return drawn < Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(drawn) : Longest;
    }
}
