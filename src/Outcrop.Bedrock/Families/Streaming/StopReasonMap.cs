using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>
/// The families' words for why a model stopped, in Converse's vocabulary. A word that is not known keeps its raw text. <c>stop</c> and
/// <c>stop_sequence</c> mean different things to different families, so each family says which it means.
/// </summary>
internal static class StopReasonMap
{
    /// <summary>Maps a word.</summary>
    /// <param name="word">The family's word.</param>
    public static StopReason Map(string word) => word switch
    {
        "end_turn" or "stop" or "FINISH" or "FINISHED" or "COMPLETE" or "endoftext" or "eos" or "eos_token" => StopReason.EndTurn,
        "max_tokens" or "length" or "LENGTH" or "MAX_TOKENS" => StopReason.MaxTokens,
        "stop_sequence" or "STOP_SEQUENCE" or "STOP_CRITERIA_MET" => StopReason.StopSequence,
        "tool_use" or "tool_calls" or "function_call" or "TOOL_CALL" => StopReason.ToolUse,
        "content_filtered" or "content_filter" or "CONTENT_FILTERED" or "ERROR_TOXIC" or "refusal" => StopReason.ContentFiltered,
        "model_context_window_exceeded" or "model_length" or "ERROR_LIMIT" => StopReason.ModelContextWindowExceeded,
        _ => new StopReason(word),
    };
}
