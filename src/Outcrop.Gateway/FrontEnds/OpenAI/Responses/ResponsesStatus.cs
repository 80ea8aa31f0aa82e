using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>How an answer ended, in this dialect's words.</summary>
/// <param name="Name"><c>completed</c> or <c>incomplete</c>.</param>
/// <param name="Reason">Why it is incomplete.</param>
internal readonly record struct ResponsesStatus(string Name, string? Reason)
{
    /// <summary>The status of a reason. One that this dialect has no word for keeps Bedrock's own: it must not pass for a proper end.</summary>
    /// <param name="stop">Why the model stopped.</param>
    public static ResponsesStatus Of(StopReason stop) => stop.Value switch
    {
        "end_turn" or "stop_sequence" or "tool_use" => new("completed", null),
        "max_tokens" or "model_context_window_exceeded" => new("incomplete", "max_output_tokens"),
        "guardrail_intervened" or "content_filtered" => new("incomplete", "content_filter"),
        _ => new("incomplete", stop.Value),
    };
}
