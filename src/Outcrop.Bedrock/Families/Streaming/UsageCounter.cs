using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>Gathers the token counts of one answer from wherever they stand: the body, the headers, the metrics of the last chunk. Each kind is counted once; what is said later and better replaces what was said before.</summary>
internal struct UsageCounter
{
    /// <summary>Input tokens without cache.</summary>
    public int? Input { get; set; }

    /// <summary>Output tokens.</summary>
    public int? Output { get; set; }

    /// <summary>Tokens read from a cache.</summary>
    public int? CacheRead { get; set; }

    /// <summary>Tokens written to a cache.</summary>
    public int? CacheWrite { get; set; }

    /// <summary>Those of <see cref="CacheWrite"/> that are kept for an hour.</summary>
    public int? CacheWrite1h { get; set; }

    /// <summary>Those of <see cref="Output"/> that were reasoning.</summary>
    public int? Reasoning { get; set; }

    /// <summary>Bedrock's latency in milliseconds.</summary>
    public long? Latency { get; set; }

    /// <summary>Members of the family's own usage object that are not counts modelled here.</summary>
    public RawJson Additional { get; set; }

    /// <summary>Whether any token count is known.</summary>
    public readonly bool IsKnown => (Input ?? Output ?? CacheRead ?? CacheWrite) is not null;

    /// <summary>Fills what the body has not said from the headers.</summary>
    public void FillFrom(InvokeModelHeaders headers)
    {
        Input ??= headers.InputTokens;
        Output ??= headers.OutputTokens;
        CacheRead ??= headers.CacheReadInputTokens;
        CacheWrite ??= headers.CacheWriteInputTokens;
        Latency ??= headers.LatencyMilliseconds;
    }

    /// <summary>Takes the metrics that Bedrock adds to the last chunk: they are what is billed.</summary>
    /// <param name="metrics">The object <c>amazon-bedrock-invocationMetrics</c>.</param>
    public void ReadMetrics(ReadOnlyMemory<byte> metrics)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(metrics);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("inputTokenCount"u8))
            {
                Input = JsonSlice.ReadCount(ref reader) ?? Input;
            }
            else if (reader.ValueTextEquals("outputTokenCount"u8))
            {
                Output = JsonSlice.ReadCount(ref reader) ?? Output;
            }
            else if (reader.ValueTextEquals("cacheReadInputTokenCount"u8))
            {
                CacheRead = JsonSlice.ReadCount(ref reader) ?? CacheRead;
            }
            else if (reader.ValueTextEquals("cacheWriteInputTokenCount"u8))
            {
                CacheWrite = JsonSlice.ReadCount(ref reader) ?? CacheWrite;
            }
            else if (reader.ValueTextEquals("invocationLatency"u8))
            {
                Latency = JsonSlice.ReadNumber(ref reader) ?? Latency;
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }
    }

    /// <summary>Takes the metrics from a parsed body: a stream of one chunk holds a whole answer.</summary>
    public void ReadMetrics(JsonElement body)
    {
        if (body.TryGetProperty("amazon-bedrock-invocationMetrics", out JsonElement metrics) && metrics.ValueKind == JsonValueKind.Object)
        {
            Input = ConverseJson.GetCount(metrics, "inputTokenCount") ?? Input;
            Output = ConverseJson.GetCount(metrics, "outputTokenCount") ?? Output;
            CacheRead = ConverseJson.GetCount(metrics, "cacheReadInputTokenCount") ?? CacheRead;
            CacheWrite = ConverseJson.GetCount(metrics, "cacheWriteInputTokenCount") ?? CacheWrite;
            Latency = ConverseJson.GetCount(metrics, "invocationLatency") ?? Latency;
        }
    }

    /// <summary>The counts; <see langword="null"/> when nothing is known.</summary>
    public readonly TokenUsage? ToUsage() => !IsKnown ? null : new TokenUsage
    {
        InputTokens = Input ?? 0,
        OutputTokens = Output ?? 0,
        CacheReadInputTokens = CacheRead ?? 0,
        CacheWriteInputTokens = CacheWrite ?? 0,
        CacheWrite1hInputTokens = CacheWrite1h ?? 0,
        ReasoningTokens = Reasoning,
        Additional = Additional,
    };
}
