using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Writes Converse answers and ConverseStream events. As on AWS, the members of every object are in alphabetical order, <c>p</c> among them.</summary>
internal static class ConverseWriter
{
    public static void WriteAnswer(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject();
        WriteMetrics(json, exchange);
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteStartArray("content"u8);
        foreach (AnswerBlock block in exchange.Answer.Blocks)
        {
            WriteBlock(json, exchange, block);
        }

        json.WriteEndArray();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, exchange.Answer.StopReason);
        exchange.Guardrail?.WriteConverseTrace(json);
        WriteUsage(json, exchange);
        json.WriteEndObject();
    }

    public static IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject();
        exchange.WritePadding(json);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteEndObject();
        yield return new StreamPart("messageStart", PartKind.Structure);

        for (int index = 0; index < exchange.Answer.Blocks.Count; index++)
        {
            AnswerBlock block = exchange.Answer.Blocks[index];

            // Only a tool call is announced; the first delta opens any other block.
            if (block is ToolAnswer call)
            {
                WriteToolStart(json, exchange, index, call);
                yield return new StreamPart("contentBlockStart", PartKind.Structure);
            }

            foreach (ConverseDelta delta in ConverseDelta.Of(block))
            {
                json.WriteStartObject();
                json.WriteNumber("contentBlockIndex"u8, index);
                json.WriteStartObject("delta"u8);
                delta.Write(json);
                json.WriteEndObject();
                exchange.WritePadding(json);
                json.WriteEndObject();
                yield return new StreamPart("contentBlockDelta", PartKind.Content);
            }

            json.WriteStartObject();
            json.WriteNumber("contentBlockIndex"u8, index);
            exchange.WritePadding(json);
            json.WriteEndObject();
            yield return new StreamPart("contentBlockStop", PartKind.Structure);
        }

        json.WriteStartObject();
        exchange.WritePadding(json);
        json.WriteString("stopReason"u8, exchange.Answer.StopReason);
        json.WriteEndObject();
        yield return new StreamPart("messageStop", PartKind.Stop);

        json.WriteStartObject();
        WriteMetrics(json, exchange);
        exchange.WritePadding(json);
        exchange.Guardrail?.WriteConverseTrace(json);
        WriteUsage(json, exchange);
        json.WriteEndObject();
        yield return new StreamPart("metadata", PartKind.Metadata);
    }

    public static void WriteBlock(Utf8JsonWriter json, Exchange exchange, AnswerBlock block)
    {
        json.WriteStartObject();
        switch (block)
        {
            case TextAnswer { Citation: { } citation } quoted:
                json.WriteStartObject("citationsContent"u8);
                json.WriteStartArray("citations"u8);
                CitationWriter.WriteConverse(json, citation);
                json.WriteEndArray();
                json.WriteStartArray("content"u8);
                json.WriteStartObject();
                json.WriteString("text"u8, quoted.Text);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case TextAnswer text:
                json.WriteString("text"u8, text.Text);
                break;
            case ReasoningAnswer reasoning:
                json.WriteStartObject("reasoningContent"u8);
                json.WriteStartObject("reasoningText"u8);
                json.WriteString("signature"u8, reasoning.Signature);
                json.WriteString("text"u8, reasoning.Text);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RedactedAnswer redacted:
                json.WriteStartObject("reasoningContent"u8);
                json.WriteString("redactedContent"u8, redacted.Base64);
                json.WriteEndObject();
                break;
            case ToolAnswer tool:
                json.WriteStartObject("toolUse"u8);
                json.WritePropertyName("input"u8);
                json.WriteRawValue(tool.InputJson, skipInputValidation: true);
                json.WriteString("name"u8, tool.Name);
                json.WriteString("toolUseId"u8, Identifiers.ConverseTool(exchange.Random));
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"Converse has no block {block.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteToolStart(Utf8JsonWriter json, Exchange exchange, int index, ToolAnswer call)
    {
        json.WriteStartObject();
        json.WriteNumber("contentBlockIndex"u8, index);
        exchange.WritePadding(json);
        json.WriteStartObject("start"u8);
        json.WriteStartObject("toolUse"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("toolUseId"u8, Identifiers.ConverseTool(exchange.Random));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("latencyMs"u8, exchange.LatencyMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject("usage"u8);
        if (exchange.Model.Line.Caching && !exchange.Blocked)
        {
            CacheUse cache = exchange.Cache;
            if (cache.Write > 0)
            {
                WriteCacheDetails(json, cache);
            }

            // On the wire twice, under two names each.
            json.WriteNumber("cacheReadInputTokenCount"u8, cache.Read);
            json.WriteNumber("cacheReadInputTokens"u8, cache.Read);
            json.WriteNumber("cacheWriteInputTokenCount"u8, cache.Write);
            json.WriteNumber("cacheWriteInputTokens"u8, cache.Write);
        }

        json.WriteNumber("inputTokens"u8, exchange.InputTokens);
        json.WriteNumber("outputTokens"u8, exchange.OutputTokens);
        json.WriteStartObject("serverToolUsage"u8);
        json.WriteEndObject();
        json.WriteNumber("totalTokens"u8, exchange.TotalTokens);
        json.WriteEndObject();
    }

    private static void WriteCacheDetails(Utf8JsonWriter json, CacheUse cache)
    {
        json.WriteStartArray("cacheDetails"u8);
        foreach ((string ttl, int tokens) in (ReadOnlySpan<(string, int)>)[("1h", cache.OneHour), ("5m", cache.FiveMinutes)])
        {
            if (tokens > 0)
            {
                json.WriteStartObject();
                json.WriteNumber("inputTokens"u8, tokens);
                json.WriteString("ttl"u8, ttl);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
