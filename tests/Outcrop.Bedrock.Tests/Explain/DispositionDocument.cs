using System.Text;
using Outcrop.Bedrock.Explain;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>Writes docs/dispositions.md from the table.</summary>
internal static class DispositionDocument
{
    /// <summary>The document of a dialect.</summary>
    public static string Of(DispositionTable table)
    {
        DispositionDialect dialect = table.Dialect;
        var text = new StringBuilder();
        text.Append("# What becomes of each parameter\n\n")
            .Append("<!-- Written by eng/dispositions.sh from src/Outcrop.Bedrock/Explain/*.dispositions.json and src/Outcrop.Gateway/FrontEnds/**/*.dispositions.json. Tests hold the tables against the client and the gateway. -->\n\n")
            .Append("Every parameter of a request is *mapped* (it reaches the model), *adjusted* (in another form or with another value), *dropped* (left out and reported) or *refused* (400, naming it): ")
            .Append("[0006](adr/0006-parameter-disposition.md). `outcrop explain` shows it for one request and one model. A strict client refuses what would be dropped.\n\n")
            .Append($"## {dialect.Title}\n\n")
            .Append("Where a parameter of a Converse request goes, for Converse itself and for each family's InvokeModel body. `[]` is any place of a list, `*` any other name.\n");
        string[] grouped = [.. dialect.Groups.Values.SelectMany(names => names)];
        string[] columns = [DispositionTable.Converse, .. ModelFamilies.All.Select(family => family.Name).Where(name => !grouped.Contains(name)), .. dialect.Groups.Keys];
        foreach ((string group, IReadOnlyList<string> families) in dialect.Groups)
        {
            text.Append($"\n- **{group}**: {string.Join(", ", families)}");
        }

        text.Append($"\n\n| parameter | {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat(" --- |", columns.Length + 1))}\n");
        foreach (DispositionRow row in dialect.Parameters)
        {
            text.Append($"| `{row.Name}`{(row.About is null ? "" : $"<br>{row.About}")} | {string.Join(" | ", columns.Select(column => Cells(row, column, dialect)))} |\n");
        }

        text.Append("\n## By the model's rules\n\nFor some models or values the catalogue's rules decide otherwise; which models, `outcrop explain` tells.\n\n| parameter | disposition | when |\n| --- | --- | --- |\n");
        foreach (DispositionRow row in dialect.Parameters)
        {
            foreach (DispositionRule rule in row.Rules)
            {
                text.Append($"| `{row.Name}` | {rule.Kind.ToString().ToLowerInvariant()} | {rule.When} |\n");
            }
        }

        text.Append("\n## What the client adds\n\n| body | member | why |\n| --- | --- | --- |\n");
        foreach ((string upstream, IReadOnlyDictionary<string, string> adds) in dialect.Adds)
        {
            foreach ((string path, string why) in adds)
            {
                text.Append($"| {upstream} | `{path}` | {why} |\n");
            }
        }

        return text.Append(GatewayDispositions.Sections()).ToString();
    }

    /// <summary>The cell of a column, and those of the families in it that differ.</summary>
    private static string Cells(DispositionRow row, string column, DispositionDialect dialect)
    {
        DispositionCell? common = row.To.GetValueOrDefault(column) ?? (column == DispositionTable.Converse ? null : row.To.GetValueOrDefault("invoke"));
        IEnumerable<string> others = dialect.Groups.GetValueOrDefault(column, [])
            .Where(row.To.ContainsKey)
            .GroupBy(family => row.To[family])
            .Select(group => $"{string.Join(", ", group)}: {Cell(group.Key, row)}");
        return string.Join("<br>", ((IEnumerable<string>)(common is null ? [] : [Cell(common, row)])).Concat(others));
    }

    private static string Cell(DispositionCell cell, DispositionRow row) => cell switch
    {
        { To: "=" } => "same" + Note(cell),
        { To: "path" } => "in the path" + Note(cell),
        { To: { } to } when to.StartsWith("header ", StringComparison.Ordinal) => $"header `{to["header ".Length..]}`{Note(cell)}",
        { To: { } to } => $"`{to}`{Note(cell)}",
        { Implied: { } implied } => $"({implied})",
        { Adjusted: { } how } => $"*adjusted*: {how}",
        { Dropped: { } why } => $"*dropped*: {why}",
        { Refused: { } why } => $"**refused**: {why}",
        _ => throw new InvalidOperationException($"{row.Name} has an empty cell."),
    };

    private static string Note(DispositionCell cell) => cell.Note is null ? "" : $" ({cell.Note})";
}
