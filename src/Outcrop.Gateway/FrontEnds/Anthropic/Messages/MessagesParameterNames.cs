using System.Text;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>This dialect's names of the neutral request's parameters.</summary>
internal static class MessagesParameterNames
{
    private const string Fields = "additionalModelRequestFields.";

    /// <summary>The name, or the neutral path where the dialect has none. Indexes are left out: cache points count there and not here.</summary>
    /// <param name="path">The path in the Converse request.</param>
    /// <param name="asksToThink">Whether the caller asked for thinking, and not for effort alone.</param>
    public static string Of(string path, bool asksToThink) => WithoutIndexes(path) switch
    {
        "inferenceConfig.temperature" => "temperature",
        "inferenceConfig.topP" => "top_p",
        "inferenceConfig.topK" => "top_k",
        "inferenceConfig.maxTokens" => "max_tokens",
        "inferenceConfig.stopSequences" => "stop_sequences",
        "reasoning" => asksToThink ? "thinking" : "output_config.effort",
        "reasoning.budgetTokens" => "thinking.budget_tokens",
        "reasoning.display" => "thinking.display",
        "reasoning.effort" or "outputConfig.effort" => "output_config.effort",
        "outputConfig" or "outputConfig.format" or "outputConfig.textFormat" => "output_config.format",
        "toolConfig.toolChoice" => "tool_choice",
        "toolConfig.disableParallelToolUse" or "toolConfig.tool_choice" => "tool_choice.disable_parallel_tool_use",
        "toolConfig.tools.toolSpec.strict" or "toolConfig.tools.strict" => "tools.strict",
        "serviceTier" => "service_tier",
        "requestMetadata" => "metadata",
        { } fields when fields.StartsWith(Fields, StringComparison.Ordinal) => fields[Fields.Length..],
        { } others => others
            .Replace("toolConfig.tools", "tools", StringComparison.Ordinal)
            .Replace(".cachePoint", ".cache_control", StringComparison.Ordinal)
            .Replace(".reasoningContent", ".thinking", StringComparison.Ordinal)
            .Replace(".toolResult.content", ".content", StringComparison.Ordinal),
    };

    private static string WithoutIndexes(string path)
    {
        if (!path.Contains('[', StringComparison.Ordinal))
        {
            return path;
        }

        var name = new StringBuilder(path.Length);
        bool inside = false;
        foreach (char character in path)
        {
            inside |= character == '[';
            if (!inside)
            {
                name.Append(character);
            }

            inside &= character != ']';
        }

        return name.ToString();
    }
}
