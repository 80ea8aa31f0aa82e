using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>The requests that a row of the table is held against: one that has the parameter and one that does not.</summary>
internal static class DispositionCase
{
    /// <summary>The row's example.</summary>
    public static ConverseRequest With(DispositionRow row, string model) => Build(row.Name, row.Example, model);

    /// <summary>The same without the parameter.</summary>
    public static ConverseRequest Without(DispositionRow row, string model) => Build(row.Name.StartsWith("reasoning.", StringComparison.Ordinal) && row.Name != "reasoning.mode" ? "reasoning.mode" : "", row.Without, model);

    private static ConverseRequest Build(string name, JsonElement members, string model)
    {
        JsonObject body = JsonNode.Parse(DispositionTable.Default.Dialect.Example.GetRawText())!.AsObject();
        if (members.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in members.EnumerateObject())
            {
                body[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        ConverseRequest request = ConverseRequest.FromJson(RawJson.Parse(body.ToJsonString()), model);
        return name switch
        {
            "inferenceConfig.topK" => Set(request, it => it.InferenceConfig = new InferenceConfiguration { TopK = 40 }),
            "toolConfig.disableParallelToolUse" => Set(request, it => it.ToolConfig = it.ToolConfig! with { DisableParallelToolUse = true }),
            "reasoning.mode" => Set(request, it => it.Reasoning = new ReasoningConfiguration()),
            "reasoning.budgetTokens" => Set(request, it => it.Reasoning = new ReasoningConfiguration { BudgetTokens = 2048 }),
            "reasoning.effort" => Set(request, it => it.Reasoning = new ReasoningConfiguration { Effort = "low" }),
            "reasoning.display" => Set(request, it => it.Reasoning = new ReasoningConfiguration { Display = "summarized" }),
            "prompt" => Set(request, it =>
            {
                it.Messages.Clear();
                it.Prompt = "Human: Question";
            }),
            _ => request,
        };
    }

    private static ConverseRequest Set(ConverseRequest request, Action<ConverseRequest> set)
    {
        set(request);
        return request;
    }
}
