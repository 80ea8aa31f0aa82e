using Outcrop.Bedrock.Explain;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>The table held against what the client does, for every row, every upstream and every model: it cannot say what is not so.</summary>
public sealed class DispositionTableTests
{
    private static readonly DispositionTable Table = DispositionTable.Default;

    /// <summary>The names that the examples of the rows with a <c>*</c> use.</summary>
    private static readonly string[] Invented = ["futureBlock", "futureNumber", "futureTool", "futureMember", "vendor_field"];

    public static TheoryData<string> Upstreams => [DispositionTable.Converse, .. ModelFamilies.All.Select(family => family.Name)];

    [Fact]
    public void Table_Read_HasACellForEveryParameterAndUpstream()
    {
        foreach (DispositionRow row in Table.Dialect.Parameters)
        {
            foreach (ITheoryDataRow upstream in Upstreams)
            {
                DispositionCell? cell = Table.CellOf(row, (string)upstream.GetData()[0]!);
                Assert.True(cell is not null, $"{row.Name} says nothing for {upstream.GetData()[0]}.");
                Assert.Single(new[] { cell.To, cell.Implied, cell.Adjusted, cell.Dropped, cell.Refused }, text => text is not null);
            }

            string[] known = [DispositionTable.Converse, "invoke", .. Table.Dialect.Groups.Keys, .. ModelFamilies.All.Select(family => family.Name)];
            Assert.All(row.To.Keys, name => Assert.Contains(name, known));
        }

        Assert.All(Table.Dialect.Groups.Values.SelectMany(names => names).Concat(Table.Dialect.Adds.Keys), name => Assert.Contains(name, ModelFamilies.All.Select(family => family.Name)));
    }

    /// <summary>The parameter is added to a request that is else the same: where the two upstream requests differ is where it went.</summary>
    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task Row_OfEveryModel_IsWhatTheClientDoes(string upstream)
    {
        var faults = new List<string>();
        using BedrockClient client = ExplainHost.Client();
        (string Model, string Family)[] models = [.. ExplainHost.Models.Where(model => upstream == DispositionTable.Converse || model.Family == upstream)];
        Assert.NotEmpty(models);
        BedrockApi api = upstream == DispositionTable.Converse ? BedrockApi.Converse : BedrockApi.InvokeModel;
        foreach (DispositionRow row in Table.Dialect.Parameters)
        {
            DispositionCell cell = Table.CellOf(row, upstream)!;
            bool asWritten = false;
            foreach ((string model, _) in models)
            {
                ExplainedRequest with = await client.ExplainAsync(DispositionCase.With(row, model), api, row.Streams, cancellationToken: TestContext.Current.CancellationToken);
                ExplainedRequest without = await client.ExplainAsync(DispositionCase.Without(row, model), api, row.Streams, cancellationToken: TestContext.Current.CancellationToken);
                ParameterDisposition told = ToldOf(row, with);
                bool allowed = told.Kind == cell.Kind || row.Rules.Any(rule => rule.Kind == told.Kind);
                string? fault = !allowed ? $"is {told.Kind} ({told.Reason})" : Contradiction(told, with, without, row);
                if (fault is not null)
                {
                    faults.Add($"{row.Name} for {model}: the table says {cell}, but it {fault}");
                }

                bool seen = told.Kind == DispositionKind.Refused || !(with.IsRefused || without.IsRefused);
                asWritten |= seen && told.Kind == cell.Kind && (cell.To is null || told.Target is not null);
            }

            // Where these go is the catalogue's to know, which may know it of no model of a family.
            bool placed = row.Name is "inferenceConfig.topK" or "outputConfig.textFormat" || row.Name.StartsWith("reasoning.", StringComparison.Ordinal);
            if (!asWritten && !placed)
            {
                faults.Add($"{row.Name}: no model of {upstream} does what the table says: {cell}");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
    }

    private static ParameterDisposition ToldOf(DispositionRow row, ExplainedRequest explained)
    {
        ParameterDisposition[] told = [.. explained.Dispositions.Where(disposition => IsOf(row, disposition.Name))];
        Assert.True(told.Length > 0, $"{row.Name} is not told at all: {string.Join(", ", explained.Dispositions.Select(disposition => disposition.Name))}");

        // The last one is the example's: what stands before it is the rest of the request.
        return told[^1];
    }

    private static bool IsOf(DispositionRow row, string name)
    {
        string pattern = row.Name == "prefill" ? "messages[]" : row.Name;
        string told = ParameterPath.Pattern(name);
        return told == pattern || (pattern.EndsWith('*') && told.StartsWith(pattern[..^1], StringComparison.Ordinal) && Invented.Any(name => told[(pattern.Length - 1)..] == name));
    }

    private static string? Contradiction(ParameterDisposition told, ExplainedRequest with, ExplainedRequest without, DispositionRow row)
    {
        if (told.Kind == DispositionKind.Refused)
        {
            return with.IsRefused && with.Body.IsEmpty ? null : "is refused and sent";
        }

        if (told.Reason == DispositionJudge.Unreported)
        {
            return "is lost without a word";
        }

        if (with.IsRefused || without.IsRefused)
        {
            // Something else of the example is refused for this model: that is another row's affair.
            return null;
        }

        string[] differences = [.. UpstreamDifference.Between(with, without)];
        if (told.Kind == DispositionKind.Dropped)
        {
            // An object that is empty without it may stay, and another choice may stand in a choice's place.
            return differences.All(difference => (difference.Length < row.Name.Length && ParameterPath.IsWithin(row.Name, difference)) || difference is "toolConfig.toolChoice.auto" or "tool_choice.type")
                ? null
                : $"changes {string.Join(", ", differences)} and is said to be dropped";
        }

        if (told.Target is not { } target)
        {
            return told.Kind == DispositionKind.Adjusted || differences.Length == 0 ? null : $"changes {string.Join(", ", differences)}";
        }

        return target == "path" || differences.Any(difference => ParameterPath.Overlap(difference, ParameterPath.Pattern(target))) || (told.Kind == DispositionKind.Adjusted && differences.Length > 0)
            ? null
            : $"does not stand at {target}: it changes {(differences.Length == 0 ? "nothing" : string.Join(", ", differences))}";
    }
}
