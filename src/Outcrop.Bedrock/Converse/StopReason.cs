namespace Outcrop.Bedrock.Converse;

/// <summary>Why the model stopped. The nine values Converse knows are constants here; any other keeps its raw text. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
/// <param name="Value">The text on the wire.</param>
public readonly record struct StopReason(string Value)
{
    /// <summary>The model finished its turn.</summary>
    public static readonly StopReason EndTurn = new("end_turn");

    /// <summary>The model wants a tool called.</summary>
    public static readonly StopReason ToolUse = new("tool_use");

    /// <summary>The limit of output tokens was reached.</summary>
    public static readonly StopReason MaxTokens = new("max_tokens");

    /// <summary>A stop sequence was met.</summary>
    public static readonly StopReason StopSequence = new("stop_sequence");

    /// <summary>A guardrail stepped in.</summary>
    public static readonly StopReason GuardrailIntervened = new("guardrail_intervened");

    /// <summary>The model's own content filter stepped in.</summary>
    public static readonly StopReason ContentFiltered = new("content_filtered");

    /// <summary>The model wrote something that is no valid output.</summary>
    public static readonly StopReason MalformedModelOutput = new("malformed_model_output");

    /// <summary>The model wrote a tool call that is not valid.</summary>
    public static readonly StopReason MalformedToolUse = new("malformed_tool_use");

    /// <summary>The model's context window is full.</summary>
    public static readonly StopReason ModelContextWindowExceeded = new("model_context_window_exceeded");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
