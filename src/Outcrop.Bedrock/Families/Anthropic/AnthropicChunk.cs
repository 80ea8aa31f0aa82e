using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>The top level of one Anthropic chunk, taken apart in one pass; members may stand in any order. A view over the chunk.</summary>
internal struct AnthropicChunk
{
    /// <summary>What the chunk is.</summary>
    public AnthropicChunkKind Kind;

    /// <summary>The block it belongs to.</summary>
    public int Index;

    /// <summary>The whole chunk.</summary>
    public ReadOnlyMemory<byte> Document;

    /// <summary>The member <c>delta</c>.</summary>
    public ReadOnlyMemory<byte> Delta;

    /// <summary>The member <c>content_block</c>.</summary>
    public ReadOnlyMemory<byte> ContentBlock;

    /// <summary>The member <c>message</c>.</summary>
    public ReadOnlyMemory<byte> Message;

    /// <summary>The member <c>usage</c>.</summary>
    public ReadOnlyMemory<byte> Usage;

    /// <summary>The member <c>error</c>.</summary>
    public ReadOnlyMemory<byte> Error;

    /// <summary>Bedrock's metrics.</summary>
    public ReadOnlyMemory<byte> Metrics;

    /// <summary>A text completion's piece.</summary>
    public JsonText Completion;

    /// <summary>A text completion's stop reason.</summary>
    public string? StopReason;

    /// <summary>The sequence a text completion stopped at.</summary>
    public string? Stop;

    /// <summary>Whether a guardrail stepped in.</summary>
    public bool GuardrailIntervened;

    /// <summary>Takes a chunk apart.</summary>
    public static AnthropicChunk Parse(ReadOnlyMemory<byte> document)
    {
        var chunk = new AnthropicChunk { Document = document };
        Utf8JsonReader reader = JsonSlice.OpenObject(document);
        while (JsonSlice.NextMember(ref reader))
        {
            chunk.ReadMember(ref reader);
        }

        JsonSlice.Close(ref reader);
        return chunk;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            AnthropicChunkKind kind = KindOf(ref reader);
            Kind = kind == AnthropicChunkKind.Unknown ? Kind : kind;
        }
        else if (reader.ValueTextEquals("index"u8))
        {
            Index = JsonSlice.ReadCount(ref reader) ?? 0;
        }
        else if (reader.ValueTextEquals("delta"u8))
        {
            Delta = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("content_block"u8))
        {
            ContentBlock = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("message"u8))
        {
            Message = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            Usage = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            Error = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8))
        {
            Metrics = JsonSlice.ReadValue(ref reader, Document);
        }
        else if (reader.ValueTextEquals("amazon-bedrock-guardrailAction"u8))
        {
            reader.Read();
            GuardrailIntervened = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("INTERVENED"u8);
        }
        else if (reader.ValueTextEquals("completion"u8))
        {
            JsonSlice.TryReadText(ref reader, Document, out Completion);
            Kind = AnthropicChunkKind.Completion;
        }
        else if (reader.ValueTextEquals("stop_reason"u8))
        {
            StopReason = JsonSlice.ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("stop"u8))
        {
            Stop = JsonSlice.ReadString(ref reader);
        }
        else
        {
            JsonSlice.SkipValue(ref reader);
        }
    }

    private static AnthropicChunkKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return AnthropicChunkKind.Unknown;
        }

        return reader.ValueTextEquals("content_block_delta"u8) ? AnthropicChunkKind.ContentBlockDelta
            : reader.ValueTextEquals("content_block_start"u8) ? AnthropicChunkKind.ContentBlockStart
            : reader.ValueTextEquals("content_block_stop"u8) ? AnthropicChunkKind.ContentBlockStop
            : reader.ValueTextEquals("message_start"u8) ? AnthropicChunkKind.MessageStart
            : reader.ValueTextEquals("message_delta"u8) ? AnthropicChunkKind.MessageDelta
            : reader.ValueTextEquals("message_stop"u8) ? AnthropicChunkKind.MessageStop
            : reader.ValueTextEquals("message"u8) ? AnthropicChunkKind.WholeMessage
            : reader.ValueTextEquals("ping"u8) ? AnthropicChunkKind.Ping
            : reader.ValueTextEquals("error"u8) ? AnthropicChunkKind.Error
            : AnthropicChunkKind.Unknown;
    }
}
