using System.Text.Json;
using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Thinking: which mode a model knows, its budget, and what does not go with it.</summary>
internal static class ThinkingRule
{
    private const int LeastBudget = 1024;
    private const string Documentation = "Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking";

    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        if (request.Thinking is not { } thinking)
        {
            return null;
        }

        switch (Text(thinking, "type"))
        {
            case "disabled":
                return null;
            case "adaptive":
                return WithThinking(request, "or in adaptive mode");
            case "enabled" when line.AdaptiveThinkingOnly:
                return "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.";
            case "enabled":
                return Budget(thinking, request) ?? WithThinking(request, "") ?? LastTurn(request);
            case { } other:
                return $"thinking: Input tag '{other}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'";
            case null:
                return "thinking: Unable to extract tag using discriminator 'type'";
        }
    }

    private static string? Budget(JsonElement thinking, ClaudeRequest request)
    {
        if (Member(thinking, "budget_tokens") is not { ValueKind: JsonValueKind.Number } budget || !budget.TryGetInt64(out long tokens))
        {
            return "thinking.enabled.budget_tokens: Field required";
        }

        return tokens < LeastBudget ? Format($"thinking.enabled.budget_tokens: Input should be greater than or equal to {LeastBudget}")
            : request.MaxTokens <= tokens && !request.Interleaved ? $"`max_tokens` must be greater than `thinking.budget_tokens`. {Documentation}#max-tokens-and-context-window-size"
            : null;
    }

    private static string? WithThinking(ClaudeRequest request, string mode)
    {
        if (request.Temperature is { ValueKind: JsonValueKind.Number } temperature && !temperature.GetDouble().Equals(1))
        {
            return $"`temperature` may only be set to 1 when thinking is enabled{(mode.Length > 0 ? " " + mode : "")}. {Documentation}#important-considerations-when-using-extended-thinking";
        }

        return request.ToolForced ? "Thinking may not be enabled when tool_choice forces tool use." : null;
    }

    /// <summary>A turn that goes on behind a tool's result goes on thinking: the thought that led to the call must be there.</summary>
    private static string? LastTurn(ClaudeRequest request)
    {
        if (request.Turns is not [.., { Role: "assistant", Blocks: [var first, ..] blocks }, { Role: "user" } last]
            || first.Kind is "thinking" or "redacted_thinking" || blocks.All(block => block.Kind != "tool_use") || last.Blocks.All(block => block.Kind != "tool_result"))
        {
            return null;
        }

        return $"{first.Place}.type: Expected `thinking` or `redacted_thinking`, but found `{first.Kind}`. When `thinking` is enabled, a final `assistant` message must start with a thinking "
            + "block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable "
            + $"`thinking`. {Documentation}";
    }
}
