using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Explain;

/// <summary>Finds every parameter of a request: what the table has a row for, and what no row knows, so that nothing of a request goes unmentioned.</summary>
internal sealed class ParameterWalk
{
    private readonly DispositionTable _table;
    private readonly List<RequestParameter> _found = [];

    private ParameterWalk(DispositionTable table) => _table = table;

    /// <summary>Finds the parameters.</summary>
    /// <param name="request">The request.</param>
    /// <param name="json">Its body as Converse's; the values found are views over it.</param>
    /// <param name="table">The table.</param>
    public static IReadOnlyList<RequestParameter> Find(ConverseRequest request, JsonElement json, DispositionTable table)
    {
        var walk = new ParameterWalk(table);
        walk.Add("modelId", table.Find("modelId"), null, default);
        bool prompt = request.Prompt is not null && request.Messages.Count == 0;
        string? prefill = PrefillOf(request);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!prompt || member.Name != "messages")
            {
                walk.Visit(member, "", "", covered: false, prefill);
            }
        }

        walk.AddBeyondTheWire(request, prompt);
        return walk._found;
    }

    /// <summary>Where the beginning of the answer stands, when the conversation ends with one: a text of the assistant's that nobody has answered, and no call of a tool.</summary>
    private static string? PrefillOf(ConverseRequest request) =>
        request.Messages is [.., { } last] && last.Role == ConversationRole.Assistant && last.Content.Count > 0 && last.Content.Any(static block => block is TextBlock) && !last.Content.Any(static block => block is ToolUseBlock)
            ? string.Create(CultureInfo.InvariantCulture, $"messages[{request.Messages.Count - 1}]")
            : null;

    private void Visit(JsonProperty member, string path, string pattern, bool covered, string? prefill)
    {
        string dot = path.Length == 0 ? "" : ".";
        string inner = $"{pattern}{dot}{member.Name}";
        if (_table.Find(inner) is null && !_table.HasBelow(inner) && _table.Find($"{pattern}{dot}*") is { } any)
        {
            Add($"{path}{dot}{member.Name}", any, member.Name, member.Value);
            return;
        }

        Visit(member.Value, $"{path}{dot}{member.Name}", inner, covered, prefill);
    }

    private void Visit(JsonElement value, string path, string pattern, bool covered, string? prefill)
    {
        if (path == prefill)
        {
            Add(path, _table.Find("prefill"), null, value);
            return;
        }

        DispositionRow? row = _table.Find(pattern);
        bool below = _table.HasBelow(pattern);
        if (row is not null || (!below && !covered))
        {
            Add(path, row, null, value);
        }

        if (!below)
        {
            return;
        }

        covered |= row is not null;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Visit(member, path, pattern, covered, prefill);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            int place = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Visit(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{place++}]"), pattern + "[]", covered, prefill);
            }
        }
    }

    /// <summary>Members of the neutral model that Converse's body has no name for.</summary>
    private void AddBeyondTheWire(ConverseRequest request, bool prompt)
    {
        AddIf(prompt, "prompt");
        AddIf(request.InferenceConfig?.TopK is not null, "inferenceConfig.topK");
        AddIf(request.ToolConfig is { DisableParallelToolUse: not null }, "toolConfig.disableParallelToolUse");
        AddIf(request.Reasoning is not null, "reasoning.mode");
        AddIf(request.Reasoning?.BudgetTokens is not null, "reasoning.budgetTokens");
        AddIf(request.Reasoning?.Effort is not null, "reasoning.effort");
        AddIf(request.Reasoning?.Display is not null, "reasoning.display");
    }

    private void AddIf(bool present, string name)
    {
        if (present)
        {
            Add(name, _table.Find(name), null, default);
        }
    }

    private void Add(string path, DispositionRow? row, string? wildcard, JsonElement value) => _found.Add(new RequestParameter(path, row, wildcard, value));
}
