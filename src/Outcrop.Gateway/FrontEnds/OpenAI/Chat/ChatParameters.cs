using System.Collections.Frozen;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>The members of a request that are read. Every other one is left out and reported.</summary>
internal static class ChatParameters
{
    /// <summary>Their names; the vendor fields are in <see cref="VendorFields.Names"/>.</summary>
    public static FrozenSet<string> Read { get; } = FrozenSet.ToFrozenSet(
    [
        "model", "messages", "stream", "stream_options", "tools", "tool_choice", "functions", "function_call", "parallel_tool_calls",
        "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "n", "response_format", "reasoning_effort", "reasoning", "thinking",
        "service_tier", "metadata", "user", "safety_identifier", "modalities", "web_search_options", "bedrock",
        .. VendorFields.Names,
    ],
    StringComparer.Ordinal);
}
