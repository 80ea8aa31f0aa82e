namespace Outcrop.Recordings;

/// <summary>The results of a walk.</summary>
public sealed class RecordingReport
{
    private readonly SortedDictionary<(string Family, string Operation), int[]> _rows = [];
    private readonly SortedDictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _later = new(StringComparer.Ordinal);
    private readonly List<string> _failures = [];

    /// <summary>Recordings whose answer or error was read right.</summary>
    public int Passed { get; private set; }

    /// <summary>Recordings that were not.</summary>
    public int Failed => _failures.Count;

    /// <summary>Recordings left out for a reviewed reason.</summary>
    public int Skipped { get; private set; }

    /// <summary>Requests that were read and written again as they were.</summary>
    public int RequestsEqual => _counts.Values.Sum(static row => row[(int)CountKind.RequestEqual]);

    /// <summary>Answers none of whose members was lost.</summary>
    public int ResponsesWhole => _counts.Values.Sum(static row => row[(int)CountKind.ResponseWhole]);

    /// <summary>Places at which a stream was cut short and gave no end.</summary>
    public int Cuts { get; set; }

    /// <summary>The failures, each with its file.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Counts something of a family.</summary>
    public void Count(string family, CountKind kind)
    {
        if (!_counts.TryGetValue(family, out int[]? row))
        {
            _counts[family] = row = new int[Enum.GetValues<CountKind>().Length];
        }

        row[(int)kind]++;
    }

    /// <summary>Adds a result.</summary>
    public void Add(Recording recording, Outcome outcome)
    {
        int[] row = Row(recording.Family, recording.Operation);
        row[(int)outcome.Kind]++;
        switch (outcome.Kind)
        {
            case OutcomeKind.Decoded or OutcomeKind.Error:
                Passed++;
                break;
            case OutcomeKind.Later:
                Skipped++;
                string reason = $"{recording.Family}: {outcome.Reason}";
                _later[reason] = _later.GetValueOrDefault(reason) + 1;
                break;
            case OutcomeKind.Failed:
                _failures.Add($"{recording.Name}: {outcome.Reason}");
                break;
            default:
                throw new InvalidOperationException($"{outcome.Kind} is no result.");
        }
    }

    /// <summary>Prints the table, the reasons, the failures, and the sum alone on the last line.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"{"family",-24}{"operation",-32}{"decoded",8}{"errors",8}{"left",8}{"failed",8}");
        foreach (((string family, string operation), int[] row) in _rows)
        {
            output.WriteLine($"{family,-24}{operation,-32}{row[0],8}{row[1],8}{row[2],8}{row[3],8}");
        }

        output.WriteLine();
        output.WriteLine($"{"family",-24}{"requests equal",16}{"understood",12}{"opaque",8}{"elided",8}{"excepted",10}{"answers whole",16}");
        foreach ((string family, int[] row) in _counts)
        {
            output.WriteLine($"{family,-24}{row[0],16}{row[3],12}{row[4],8}{row[1],8}{row[2],10}{row[5],16}");
        }

        output.WriteLine($"{"all",-24}{RequestsEqual,16}{"",38}{ResponsesWhole,16}");
        output.WriteLine();
        output.WriteLine($"streams cut short: {Cuts} cuts, none gave an end");
        if (_later.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("left out, for reasons reviewed:");
            foreach ((string reason, int count) in _later)
            {
                output.WriteLine($"  {count,4}  {reason}");
            }
        }

        if (_failures.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("failed:");
            foreach (string failure in _failures)
            {
                output.WriteLine("  " + failure);
            }
        }

        output.WriteLine();
        output.WriteLine($"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}");
    }

    private int[] Row(string family, string operation)
    {
        if (!_rows.TryGetValue((family, operation), out int[]? row))
        {
            _rows[(family, operation)] = row = new int[4];
        }

        return row;
    }
}
