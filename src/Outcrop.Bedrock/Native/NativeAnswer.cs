using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Native;

/// <summary>Taps tokens and stop reason from a whole answer in one pass over its top level, in the words of every dialect that is passed on. Anything else in it is not looked at.</summary>
internal static class NativeAnswer
{
    /// <summary>Reads what can be found.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="headers">The counts in its headers, for answers that have none.</param>
    /// <returns>An answer that is no JSON object tells nothing; it is passed on all the same.</returns>
    public static (TokenUsage? Usage, string? StopReason) Read(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        var usage = default(UsageCounter);
        string? stopReason = null;
        try
        {
            Utf8JsonReader reader = JsonSlice.OpenObject(body);
            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("usage"u8))
                {
                    ReadUsage(ref reader, ref usage);
                }
                else if (reader.ValueTextEquals("stop_reason"u8) || reader.ValueTextEquals("stopReason"u8) || reader.ValueTextEquals("status"u8))
                {
                    stopReason = JsonSlice.ReadString(ref reader) ?? stopReason;
                }
                else if (reader.ValueTextEquals("choices"u8))
                {
                    stopReason = ReadFinish(ref reader) ?? stopReason;
                }
                else
                {
                    JsonSlice.SkipValue(ref reader);
                }
            }
        }
        catch (JsonException)
        {
            usage = default;
        }

        usage.FillFrom(headers);
        return (usage.ToUsage(), stopReason);
    }

    /// <summary>Refuses an answer of a good status that says that it is none: an error object, or nothing that its dialect could have sent.</summary>
    /// <param name="body">The answer; disposed where it is refused.</param>
    /// <param name="requestId">The request's id.</param>
    /// <exception cref="BedrockException">It says so.</exception>
    public static void RefuseErrors(PooledBody body, string? requestId)
    {
        try
        {
            Utf8JsonReader reader = JsonSlice.OpenObject(body.Memory);
            while (JsonSlice.NextMember(ref reader))
            {
                bool isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isError && reader.TokenType == JsonTokenType.StartObject)
                {
                    throw DialectErrors.Read(body.Memory.Span, requestId);
                }

                reader.Skip();
            }

            JsonSlice.Close(ref reader);
        }
        catch (JsonException fault)
        {
            body.Dispose();
            throw ConverseJson.Unexpected("The answer is no JSON object: " + fault.Message, fault);
        }
        catch (BedrockException)
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the object of any dialect. Converse's and Anthropic's input excludes what the cache gave; OpenAI's includes it, so it is taken out. Of two spellings the last one stands.
    /// </summary>
    private static void ReadUsage(ref Utf8JsonReader reader, ref UsageCounter usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        int? cached = null;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("inputTokens"u8) || reader.ValueTextEquals("input_tokens"u8) || reader.ValueTextEquals("prompt_tokens"u8))
            {
                usage.Input = JsonSlice.ReadCount(ref reader) ?? usage.Input;
            }
            else if (reader.ValueTextEquals("outputTokens"u8) || reader.ValueTextEquals("output_tokens"u8) || reader.ValueTextEquals("completion_tokens"u8))
            {
                usage.Output = JsonSlice.ReadCount(ref reader) ?? usage.Output;
            }
            else if (reader.ValueTextEquals("cacheReadInputTokens"u8) || reader.ValueTextEquals("cacheReadInputTokenCount"u8) || reader.ValueTextEquals("cache_read_input_tokens"u8))
            {
                usage.CacheRead = JsonSlice.ReadCount(ref reader) ?? usage.CacheRead;
            }
            else if (reader.ValueTextEquals("cacheWriteInputTokens"u8) || reader.ValueTextEquals("cacheWriteInputTokenCount"u8) || reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                usage.CacheWrite = JsonSlice.ReadCount(ref reader) ?? usage.CacheWrite;
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
            {
                cached = ReadMember(ref reader, "cached_tokens"u8) ?? cached;
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
            {
                usage.Reasoning = ReadMember(ref reader, "reasoning_tokens"u8) ?? usage.Reasoning;
            }
            else if (reader.ValueTextEquals("cache_creation"u8))
            {
                usage.CacheWrite1h = ReadMember(ref reader, "ephemeral_1h_input_tokens"u8) ?? usage.CacheWrite1h;
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        if (cached is { } read && usage.Input is { } all)
        {
            usage.CacheRead ??= read;
            usage.Input = Math.Max(0, all - read);
        }
    }

    private static int? ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        int? found = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                found = JsonSlice.ReadCount(ref reader) ?? found;
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return found;
    }

    private static string? ReadFinish(ref Utf8JsonReader reader)
    {
        string? finish = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("finish_reason"u8))
                {
                    finish = JsonSlice.ReadString(ref reader) ?? finish;
                }
                else
                {
                    JsonSlice.SkipValue(ref reader);
                }
            }
        }

        return finish;
    }
}
