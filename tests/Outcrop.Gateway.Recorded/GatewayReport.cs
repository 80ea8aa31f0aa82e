namespace Outcrop.Gateway.Recorded;

/// <summary>The results of a walk, by family and dialect.</summary>
public sealed class GatewayReport
{
    private readonly SortedDictionary<(string Family, string Dialect), Row> _rows = [];
    private readonly List<string> _failures = [];

    /// <summary>How many recordings came out as they were recorded.</summary>
    public int Passed { get; private set; }

    /// <summary>How many are no chat.</summary>
    public int NoChat { get; set; }

    /// <summary>Those that did not come out, each with its file and what differs.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Adds a result.</summary>
    /// <param name="family">The recording's family.</param>
    /// <param name="dialect">The dialect it was asked in.</param>
    /// <param name="isError">Whether it is an error or a stream that breaks.</param>
    /// <param name="isStream">Whether it was asked for as a stream.</param>
    /// <param name="failure">What differs, with the file's name; <see langword="null"/> for nothing.</param>
    public void Add(string family, string dialect, bool isError, bool isStream, string? failure)
    {
        if (!_rows.TryGetValue((family, dialect), out Row? row))
        {
            _rows[(family, dialect)] = row = new Row();
        }

        if (failure is not null)
        {
            row.Failed++;
            _failures.Add(failure);
            return;
        }

        Passed++;
        row.Errors += isError ? 1 : 0;
        row.Streams += !isError && isStream ? 1 : 0;
        row.Whole += !isError && !isStream ? 1 : 0;
    }

    /// <summary>Prints the table, the failures, and the sum alone on the last line.</summary>
    /// <param name="output">Where to.</param>
    public void Print(TextWriter output)
    {
        output.WriteLine($"{"family",-24}{"dialect",-24}{"streams",8}{"whole",8}{"errors",8}{"failed",8}");
        foreach (((string family, string dialect), Row row) in _rows)
        {
            output.WriteLine($"{family,-24}{dialect,-24}{row.Streams,8}{row.Whole,8}{row.Errors,8}{row.Failed,8}");
        }

        output.WriteLine();
        output.WriteLine($"no chat, so not asked for here: {NoChat}");
        foreach (string failure in _failures)
        {
            output.WriteLine("failed: " + failure);
        }

        output.WriteLine($"{Passed} passed, {_failures.Count} failed");
    }

    private sealed class Row
    {
        public int Streams { get; set; }

        public int Whole { get; set; }

        public int Errors { get; set; }

        public int Failed { get; set; }
    }
}
