using System.Text.Json;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// What one sample may cost. Schemas come from callers, and a small one can ask for more than any machine has: it may hold itself several times, or demand
/// thousands of members of thousands of members. Not thread-safe.
/// </summary>
internal sealed class SampleBudget
{
    /// <summary>More than a model would give, in bytes of JSON.</summary>
    private const long LongestSample = 256 * 1024;

    private const int MostValues = 8192;

    /// <summary>No schema that anyone means takes a thousandth of it; it bounds those that are made to be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock;
    private readonly long _started;
    private int _values;

    public SampleBudget(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _started = _clock.GetTimestamp();
    }

    /// <summary>Whether time is up.</summary>
    public bool IsLate => _clock.GetElapsedTime(_started) > Patience;

    /// <summary>Whether nothing more than what ends the sample may be written.</summary>
    public bool IsSpent(Utf8JsonWriter json) => _values >= MostValues || json.BytesCommitted + json.BytesPending > LongestSample || IsLate;

    /// <summary>Takes the cost of a value.</summary>
    /// <returns>Whether there was enough left for it.</returns>
    public bool TryTakeValue(Utf8JsonWriter json)
    {
        bool left = !IsSpent(json);
        _values++;
        return left;
    }
}
