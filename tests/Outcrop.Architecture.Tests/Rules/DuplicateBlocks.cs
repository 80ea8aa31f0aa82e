using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>No block of code stands twice: ten lines in a row that say something, equal but for their indentation.</summary>
internal static class DuplicateBlocks
{
    private const int Window = 10;

    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        var seen = new Dictionary<string, (string Path, int Line)>();
        foreach (SourceFile file in files.Where(file => file.IsCSharp && file.IsUnder("src")))
        {
            List<(string Text, int Line)> lines = Significant(file);
            int reportedTo = -1;
            for (int i = 0; i + Window <= lines.Count; i++)
            {
                string block = string.Join('\n', lines.Skip(i).Take(Window).Select(line => line.Text));
                if (seen.TryGetValue(block, out (string Path, int Line) other))
                {
                    if (i > reportedTo)
                    {
                        yield return new Violation(file.Path, lines[i].Line, $"The same code stands at {other.Path}:{other.Line}.");
                    }

                    reportedTo = i + Window;
                }
                else
                {
                    seen.Add(block, (file.Path, lines[i].Line));
                }
            }
        }
    }

    /// <summary>Lines of code without braces standing alone, usings and namespaces. The raw text counts, so that tables of different strings are different.</summary>
    private static List<(string Text, int Line)> Significant(SourceFile file)
    {
        string[] code = file.Code.Split('\n');
        string[] text = file.Text.Split('\n');
        var lines = new List<(string, int)>();
        for (int i = 0; i < code.Length; i++)
        {
            string line = code[i].Trim();
            if (line.Any(char.IsLetterOrDigit) && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal))
            {
                lines.Add((text[i].Trim(), i + 1));
            }
        }

        return lines;
    }
}
