namespace Outcrop.Emulator.Recorded;

/// <summary>What came of a walk.</summary>
public sealed class RecordedReport
{
    /// <summary>Requests that AWS answered with 200 and the emulator accepted with an answer of the same shape.</summary>
    public int Accepted { get; internal set; }

    /// <summary>Requests that both refused with the same status, error and text.</summary>
    public int RefusedAlike { get; internal set; }

    /// <summary>What was left out or differs, each for a reviewed reason: the reason and how often.</summary>
    public SortedDictionary<string, int> Exceptions { get; } = new(StringComparer.Ordinal);

    /// <summary>What differs and was not reviewed.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Prints the reasons, the failures and the line that counts.</summary>
    public void Print(TextWriter output)
    {
        foreach ((string reason, int count) in Exceptions)
        {
            output.WriteLine($"emulator, exception: {count} ({reason})");
        }

        Failures.ForEach(failure => output.WriteLine("emulator, FAILED: " + failure));
        output.WriteLine(
            $"emulator: {Accepted} accepted, {RefusedAlike} refused alike, {Exceptions.Values.Sum()} exceptions"
            + (Failures.Count == 0 ? "" : $", {Failures.Count} FAILED"));
    }

    internal void Except(string reason) => Exceptions[reason] = Exceptions.GetValueOrDefault(reason) + 1;
}
