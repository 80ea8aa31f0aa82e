using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Token counts as this dialect has them, which is as Bedrock counts: input excludes what was read from a cache or written to one.</summary>
internal static class MessagesUsageWriter
{
    /// <summary>Writes the member <c>usage</c>. The dialect demands one; where Bedrock told no counts they are zero.</summary>
    /// <param name="json">The object that is open.</param>
    /// <param name="usage">The counts.</param>
    /// <param name="tier">The service tier that was asked for.</param>
    public static void Write(Utf8JsonWriter json, TokenUsage? usage, string? tier)
    {
        usage ??= new TokenUsage();
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWriteInputTokens);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheReadInputTokens);
        json.WriteStartObject("cache_creation"u8);
        json.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWriteInputTokens - usage.CacheWrite1hInputTokens);
        json.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1hInputTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        if (usage.ReasoningTokens is { } thinking)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, thinking);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("output_tokens_details"u8);
        }

        json.WriteNull("server_tool_use"u8);
        json.WriteString("service_tier"u8, tier == "priority" ? "priority"u8 : "standard"u8);
        json.WriteNull("inference_geo"u8);
        json.WriteNull("speed"u8);
        json.WriteEndObject();
    }
}
