using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Cli.Output;

/// <summary>Prints an explanation for people: the request as it stands on the wire, then what became of each parameter.</summary>
internal sealed partial class ExplainPrinter(Terminal terminal)
{
    private const int KindWidth = 10;
    private const int WidestName = 52;
    private const int LeastForReason = 28;

    // Three of a kind are still read sooner than a count.
    private const int MostAlike = 3;

    /// <summary>Prints an explanation.</summary>
    /// <param name="explained">The explanation.</param>
    public void Print(ExplainedRequest explained)
    {
        string model = explained.BaseModelId is { } known && known != explained.ModelId ? $"{explained.ModelId} ({known})" : explained.ModelId;
        Line(terminal.Strong(Safe(model)));
        Wrap(explained.Why, 0);
        Line("");
        if (explained.IsRefused)
        {
            Line(terminal.Bad("Refused: nothing would be sent."));
        }
        else
        {
            Line(terminal.Strong($"{explained.Method} {explained.Uri!.AbsoluteUri}"));
            foreach ((string name, string value) in explained.Headers)
            {
                Line($"{name}: {Safe(value)}");
            }

            Line("");
            Line(Safe(explained.FormatBody()));
        }

        foreach (string note in explained.Notes)
        {
            Line("");
            Wrap("Note: " + note, 0);
        }

        Line("");
        PrintDispositions(explained.Dispositions);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Place();

    private void PrintDispositions(IReadOnlyList<ParameterDisposition> dispositions)
    {
        List<ParameterDisposition> rows = Folded(dispositions);
        int name = Math.Min(WidestName, rows.Max(row => row.Name.Length));
        int target = rows.Max(row => TargetOf(row).Length);
        foreach (ParameterDisposition row in rows)
        {
            string kind = row.Kind.ToString().ToLowerInvariant().PadRight(KindWidth);
            var line = new StringBuilder(Paint(row.Kind, kind)).Append(Safe(row.Name).PadRight(name));
            int length = KindWidth + Math.Max(name, row.Name.Length);
            if (TargetOf(row) is { Length: > 0 } place)
            {
                line.Append("  ").Append(Safe(place));
                length += 2 + place.Length;
            }

            int column = KindWidth + name + (target == 0 ? 0 : 2 + target) + 2;
            if (row.Reason is not { } reason)
            {
                Line(line.ToString());
            }
            else if (length < column && (terminal.Width is not { } width || width - column >= Math.Min(LeastForReason, reason.Length)))
            {
                string[] lines = [.. Lines(reason, terminal.Width - column)];
                Line(line.Append(' ', column - length).Append(lines[0]).ToString());
                Indented(lines.Skip(1), column);
            }
            else
            {
                Line(line.ToString());
                Indented(Lines(reason, terminal.Width - KindWidth - 2), KindWidth + 2);
            }
        }
    }

    /// <summary>Parameters that differ only by their places in lists, told once with their number: a conversation has hundreds.</summary>
    private static List<ParameterDisposition> Folded(IReadOnlyList<ParameterDisposition> dispositions)
    {
        var rows = new List<ParameterDisposition>();
        foreach (var alike in dispositions.GroupBy(told => told with { Name = Place().Replace(told.Name, "[]"), Target = told.Target is null ? null : Place().Replace(told.Target, "[]") }))
        {
            int count = alike.Count();
            rows.AddRange(count <= MostAlike ? alike : [alike.Key with { Name = string.Create(CultureInfo.InvariantCulture, $"{alike.Key.Name} ×{count}") }]);
        }

        return rows;
    }

    private static string TargetOf(ParameterDisposition row) => row.Target is null ? "" : row.Target == row.Name ? "→ same" : "→ " + row.Target;

    private string Paint(DispositionKind kind, string text) => kind switch
    {
        DispositionKind.Mapped => terminal.Good(text),
        DispositionKind.Adjusted or DispositionKind.Added or DispositionKind.Dropped => terminal.Warn(text),
        DispositionKind.Refused => terminal.Bad(text),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private void Wrap(string text, int indent) => Indented(Lines(text, terminal.Width - indent), indent);

    private void Indented(IEnumerable<string> lines, int indent)
    {
        foreach (string line in lines)
        {
            Line(new string(' ', indent) + line);
        }
    }

    /// <summary>A text cut between words; whole where nothing bounds it.</summary>
    private static IEnumerable<string> Lines(string text, int? width)
    {
        string rest = Safe(text).ReplaceLineEndings(" ");
        while (width is { } most && most > LeastForReason / 2 && rest.Length > most)
        {
            int cut = rest.LastIndexOf(' ', most);
            cut = cut <= 0 ? most : cut;
            yield return rest[..cut];
            rest = rest[cut..].TrimStart();
        }

        yield return rest;
    }

    private static string Safe(string text) => Terminal.Safe(text);

    private void Line(string text) => terminal.Output.WriteLine(text);
}
