using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>Writes the response object, in any of its states.</summary>
internal static class ResponsesObject
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an answer that has begun.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="tier">The tier it is served in.</param>
    public static void WriteBegun(PooledBufferWriter output, ResponsesIdentity identity, ResponsesRequest request, string tier) =>
        Write(output, identity, request, tier, "in_progress", null, null, null, default);

    /// <summary>Writes an answer that has ended.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="tier">The tier it was served in.</param>
    /// <param name="ending">How it ended; its message is not read.</param>
    /// <param name="items">The output items, parted by commas.</param>
    public static void WriteEnded(PooledBufferWriter output, ResponsesIdentity identity, ResponsesRequest request, string tier, ConverseResponse ending, ReadOnlySpan<byte> items)
    {
        ResponsesStatus status = ResponsesStatus.Of(ending.StopReason);
        Write(output, identity, request, tier, status.Name, status.Reason, null, ending, items);
    }

    /// <summary>Writes an answer that broke.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="tier">The tier it was served in.</param>
    /// <param name="error">The failure.</param>
    /// <param name="items">The output items that were finished, parted by commas.</param>
    public static void WriteFailed(PooledBufferWriter output, ResponsesIdentity identity, ResponsesRequest request, string tier, GatewayError error, ReadOnlySpan<byte> items) =>
        Write(output, identity, request, tier, "failed", null, error, null, items);

    private static void Write(
        PooledBufferWriter output,
        ResponsesIdentity identity,
        ResponsesRequest request,
        string tier,
        string status,
        string? reason,
        GatewayError? error,
        ConverseResponse? ending,
        ReadOnlySpan<byte> items)
    {
        using var head = new PooledBufferWriter(1024);
        using (var json = new Utf8JsonWriter(head, Readable))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, identity.Id);
            json.WriteString("object"u8, "response"u8);
            json.WriteNumber("created_at"u8, identity.Created);
            json.WriteString("status"u8, status);
            WriteError(json, error);
            WriteReason(json, reason);
            json.WriteString("model"u8, identity.Model);
            json.WriteString("service_tier"u8, tier);
            WriteUsage(json, ending?.Usage);
            if (ending is not null)
            {
                BedrockDetails.Write(json, ending);
            }

            json.WriteEndObject();
        }

        output.Write(head.WrittenSpan[..^1]);
        output.Write(",\"output\":["u8);
        output.Write(items);
        output.Write("],"u8);
        output.Write(request.Echo.Span[1..]);
    }

    private static void WriteError(Utf8JsonWriter json, GatewayError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        (_, string type, string? code) = OpenAIErrorWriter.Of(error);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code ?? type);
        json.WriteString("message"u8, error.SafeMessage);
        json.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    /// <summary>Token counts as this dialect has them: the input's include what came from a cache, and what went into one. Where Bedrock gave none, none are made up.</summary>
    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage"u8);
            return;
        }

        int input = usage.InputTokens + usage.CacheReadInputTokens + usage.CacheWriteInputTokens;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, input);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheReadInputTokens);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteInputTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, input + usage.OutputTokens);
        json.WriteEndObject();
    }
}
