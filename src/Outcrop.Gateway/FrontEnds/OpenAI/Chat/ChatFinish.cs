using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Why a model stopped, in this dialect's words.</summary>
internal static class ChatFinish
{
    /// <summary>The word. A reason this dialect has none for keeps Bedrock's own: it must not pass for a proper end.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="legacyFunctions">Whether calls go out in the old form.</param>
    public static string Of(StopReason reason, bool legacyFunctions = false) => reason.Value switch
    {
        "end_turn" or "stop_sequence" => "stop",
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => legacyFunctions ? "function_call" : "tool_calls",
        "guardrail_intervened" or "content_filtered" => "content_filter",
        _ => reason.Value,
    };
}
