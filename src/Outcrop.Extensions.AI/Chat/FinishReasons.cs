using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Why the model stopped, in the abstractions' words; a reason they have no word for keeps Bedrock's own.</summary>
internal static class FinishReasons
{
    /// <summary>Restates a stop reason.</summary>
    /// <param name="reason">The reason.</param>
    public static ChatFinishReason Of(StopReason reason)
    {
        if (reason == StopReason.ToolUse)
        {
            return ChatFinishReason.ToolCalls;
        }

        return reason == StopReason.EndTurn || reason == StopReason.StopSequence ? ChatFinishReason.Stop
            : reason == StopReason.MaxTokens || reason == StopReason.ModelContextWindowExceeded ? ChatFinishReason.Length
            : reason == StopReason.GuardrailIntervened || reason == StopReason.ContentFiltered ? ChatFinishReason.ContentFilter
            : new ChatFinishReason(string.IsNullOrEmpty(reason.Value) ? "unknown" : reason.Value);
    }
}
