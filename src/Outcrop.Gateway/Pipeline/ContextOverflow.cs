using System.Buffers;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// The words in which models on Bedrock say that a conversation is longer than they take; each family has its own, and AWS one name of error for all refusals. Sources: the recorded refusals of Claude and Nova;
/// https://docs.claude.com/en/docs/build-with-claude/context-windows; Titan's and vLLM's messages.
/// </summary>
internal static class ContextOverflow
{
    private static readonly SearchValues<string> s_words = SearchValues.Create(
        [
            "input is too long", "prompt is too long", "too many total text bytes", "exceed context limit", "exceeds the context window", "exceeds the maximum context", "maximum context length",
            "input tokens exceed", "too many input tokens",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a refusal says so.</summary>
    /// <param name="message">What Bedrock said.</param>
    public static bool IsToldBy(string message) => message.AsSpan().ContainsAny(s_words);
}
