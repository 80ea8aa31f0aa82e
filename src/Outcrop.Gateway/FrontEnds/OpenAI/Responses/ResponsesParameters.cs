using System.Collections.Frozen;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>The members of a request that are read. Every other one is left out and reported.</summary>
internal static class ResponsesParameters
{
    /// <summary>Their names.</summary>
    public static FrozenSet<string> Read { get; } = FrozenSet.ToFrozenSet(
    [
        "model", "input", "instructions", "stream", "stream_options", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text", "max_output_tokens",
        "temperature", "top_p", "truncation", "metadata", "user", "safety_identifier", "service_tier", "include", "store", "previous_response_id",
        "background", "conversation", "prompt", "bedrock",
        .. VendorFields.Names,
    ],
    StringComparer.Ordinal);

    /// <summary>This dialect's name of a parameter of the neutral request, or the neutral path where it has none.</summary>
    /// <param name="path">The path in the Converse request.</param>
    public static string NameOf(string path) => path switch
    {
        "inferenceConfig.temperature" => "temperature",
        "inferenceConfig.topP" => "top_p",
        "inferenceConfig.maxTokens" => "max_output_tokens",
        "reasoning" or "reasoning.effort" or "additionalModelRequestFields.thinking" => "reasoning.effort",
        "reasoning.display" => "reasoning.summary",
        "serviceTier" => "service_tier",
        "outputConfig" or "outputConfig.format" or "outputConfig.textFormat" => "text.format",
        "toolConfig.toolChoice" => "tool_choice",
        "toolConfig.disableParallelToolUse" or "additionalModelRequestFields.tool_choice.disable_parallel_tool_use" => "parallel_tool_calls",
        _ when path.StartsWith("additionalModelRequestFields.", StringComparison.Ordinal) => path["additionalModelRequestFields.".Length..],
        _ => path,
    };
}
