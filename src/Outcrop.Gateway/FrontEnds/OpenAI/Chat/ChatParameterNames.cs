namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>This dialect's names of the neutral request's parameters.</summary>
internal static class ChatParameterNames
{
    /// <summary>The name, or the neutral path where the dialect has none.</summary>
    /// <param name="path">The path in the Converse request.</param>
    public static string Of(string path) => path switch
    {
        "inferenceConfig.temperature" => "temperature",
        "inferenceConfig.topP" => "top_p",
        "inferenceConfig.topK" => "top_k",
        "inferenceConfig.maxTokens" => "max_tokens",
        "reasoning" or "reasoning.effort" or "additionalModelRequestFields.thinking" => "reasoning_effort",
        "serviceTier" => "service_tier",
        "outputConfig" or "outputConfig.format" or "outputConfig.textFormat" => "response_format",
        "toolConfig.toolChoice" => "tool_choice",
        "toolConfig.disableParallelToolUse" or "additionalModelRequestFields.tool_choice.disable_parallel_tool_use" => "parallel_tool_calls",
        _ when path.StartsWith("inferenceConfig.stopSequences", StringComparison.Ordinal) => "stop",
        _ when path.StartsWith("additionalModelRequestFields.", StringComparison.Ordinal) => path["additionalModelRequestFields.".Length..],
        _ => path,
    };
}
