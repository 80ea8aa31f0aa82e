using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>This dialect's words for why a model stopped.</summary>
internal static class MessagesStop
{
    /// <summary>The word. Reasons that are none of this dialect's keep Bedrock's own.</summary>
    /// <param name="reason">Bedrock's reason.</param>
    public static string Of(StopReason reason) =>
        reason == StopReason.GuardrailIntervened || reason == StopReason.ContentFiltered ? "refusal" : reason.Value;

    /// <summary>The sequence that was met, where it must be the one there is: Converse does not tell.</summary>
    /// <param name="reason">Bedrock's reason.</param>
    /// <param name="request">The request.</param>
    public static string? SequenceOf(StopReason reason, ConverseRequest request) =>
        reason == StopReason.StopSequence && request.InferenceConfig?.StopSequences is [string only] ? only : null;
}
