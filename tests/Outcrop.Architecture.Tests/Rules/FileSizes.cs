using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>Small files: median at most 70 lines, 95th percentile at most 300; a file over 500 is named, with its reason, in an ADR.</summary>
internal static class FileSizes
{
    private const int Median = 70;
    private const int NinetyFifth = 300;
    private const int Largest = 500;

    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        SourceFile[] sources = [.. files.Where(file => file.IsCSharp && (file.IsUnder("src") || file.IsUnder("tests")))];
        SourceFile[] records = [.. files.Where(file => file.IsUnder("docs/adr"))];
        foreach (SourceFile file in sources)
        {
            int lines = Lines(file);
            if (lines > Largest && !records.Any(record => record.Text.Contains(file.Path, StringComparison.Ordinal)))
            {
                yield return new Violation(file.Path, Largest, $"{lines} lines; over {Largest} a line in docs/adr says why, with the path.");
            }
        }

        int[] sizes = [.. sources.Where(file => file.IsUnder("src")).Select(Lines).Order()];
        if (sizes.Length > 0 && (Rank(sizes, 50) > Median || Rank(sizes, 95) > NinetyFifth))
        {
            yield return new Violation("src", 1, $"Median {Rank(sizes, 50)} and 95th percentile {Rank(sizes, 95)} lines; at most {Median} and {NinetyFifth}.");
        }
    }

    private static int Lines(SourceFile file) => file.Text.AsSpan().Count('\n');

    private static int Rank(int[] sorted, int percent) => sorted[(((sorted.Length * percent) + 99) / 100) - 1];
}
