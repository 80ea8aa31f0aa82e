using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Token counts as this dialect has them: the prompt's include what came from a cache, and what went into one.</summary>
internal static class ChatUsageWriter
{
    /// <summary>Writes the member <c>usage</c>.</summary>
    /// <param name="json">The object that is open.</param>
    /// <param name="usage">The counts; <see langword="null"/> where Bedrock gave none.</param>
    public static void Write(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage"u8);
            return;
        }

        int prompt = usage.InputTokens + usage.CacheReadInputTokens + usage.CacheWriteInputTokens;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt);
        json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        json.WriteNumber("total_tokens"u8, prompt + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheReadInputTokens);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteInputTokens);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens ?? 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
