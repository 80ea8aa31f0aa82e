using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// How a model is told to think. Claude takes a budget of tokens, its newest models an effort of their own choosing; Nova and OpenAI's models take an effort.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-reasoning.html.
/// </summary>
internal static class ReasoningFields
{
    /// <summary>The least budget Claude takes.</summary>
    private const int LeastBudget = 1024;

    /// <summary>Adds the model's fields.</summary>
    /// <param name="reasoning">What is asked for.</param>
    /// <param name="maxTokens">The most output tokens, of which thinking is a part.</param>
    /// <param name="plan">The request.</param>
    /// <param name="fields">The fields to add to.</param>
    /// <returns>Whether the model can be told.</returns>
    public static bool Read(ReasoningOptions reasoning, int? maxTokens, ChatPlan plan, Dictionary<string, JsonElement> fields)
    {
        if (reasoning.Effort is null or ReasoningEffort.None)
        {
            // Thinking is off unless it is asked for, but in models that cannot do without.
            return true;
        }

        if (plan.Model is { Reasoning: false })
        {
            return false;
        }

        switch (plan.Provider)
        {
            case "anthropic":
                return plan.Model is { Rules.Sampling: false } ? Adaptive(reasoning, fields) : Budget(reasoning.Effort.Value, maxTokens, fields);
            case "amazon":
                fields["reasoningConfig"] = Json.Parse(Json.Object(writer =>
                {
                    writer.WriteString("type", "enabled");
                    writer.WriteString("maxReasoningEffort", Name(reasoning.Effort.Value, "high"));
                }));
                return true;
            case "openai":
                fields["reasoning_effort"] = Json.Element(Name(reasoning.Effort.Value, "high"));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The models that take no sampling parameters take no budget either (promptfoo#10307): they weigh for themselves.</summary>
    private static bool Adaptive(ReasoningOptions reasoning, Dictionary<string, JsonElement> fields)
    {
        fields["thinking"] = Json.Parse(Json.Object(writer =>
        {
            writer.WriteString("type", "adaptive");
            if (reasoning.Output is { } output)
            {
                writer.WriteString("display", output == ReasoningOutput.None ? "omitted" : "summarized");
            }
        }));
        fields["output_config"] = Json.Parse(Json.Object(writer => writer.WriteString("effort", Name(reasoning.Effort!.Value, "xhigh"))));
        return true;
    }

    private static bool Budget(ReasoningEffort effort, int? maxTokens, Dictionary<string, JsonElement> fields)
    {
        int wanted = effort switch
        {
            ReasoningEffort.Low => 2048,
            ReasoningEffort.Medium => 8192,
            ReasoningEffort.High => 16384,
            _ => 32000,
        };

        // Half of the limit at most, so that an answer fits as well; the budget must stay below it.
        int budget = maxTokens is { } limit ? Math.Min(wanted, Math.Max(LeastBudget, limit / 2)) : wanted;
        if (maxTokens <= budget)
        {
            return false;
        }

        fields["thinking"] = Json.Parse(Json.Object(writer =>
        {
            writer.WriteString("type", "enabled");
            writer.WriteNumber("budget_tokens", budget);
        }));
        return true;
    }

    private static string Name(ReasoningEffort effort, string most) => effort switch
    {
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        _ => most,
    };
}
