using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads Converse's <c>usage</c>. The wire says cache counts under two names at once; each is counted once.</summary>
internal static class TokenUsageReader
{
    private static readonly string[] s_known =
    [
        "inputTokens", "outputTokens", "totalTokens", "cacheReadInputTokens", "cacheReadInputTokenCount", "cacheWriteInputTokens", "cacheWriteInputTokenCount",
    ];

    /// <summary>Reads the object.</summary>
    public static TokenUsage Read(JsonElement usage) => new()
    {
        InputTokens = ConverseJson.GetCount(usage, "inputTokens") ?? 0,
        OutputTokens = ConverseJson.GetCount(usage, "outputTokens") ?? 0,
        CacheReadInputTokens = ConverseJson.GetCount(usage, "cacheReadInputTokens") ?? ConverseJson.GetCount(usage, "cacheReadInputTokenCount") ?? 0,
        CacheWriteInputTokens = ConverseJson.GetCount(usage, "cacheWriteInputTokens") ?? ConverseJson.GetCount(usage, "cacheWriteInputTokenCount") ?? 0,
        CacheWrite1hInputTokens = ReadCacheDetails(usage),
        Additional = ConverseJson.Rest(usage, s_known),
    };

    /// <summary>Reads the object from its bytes.</summary>
    public static TokenUsage Read(ReadOnlyMemory<byte> usage)
    {
        using JsonDocument document = JsonDocument.Parse(usage, ConverseJson.DocumentOptions);
        return Read(document.RootElement);
    }

    /// <summary>The hour's share of the cache writes: <c>cacheDetails:[{"inputTokens":4508,"ttl":"1h"}]</c>, on the wire since 2026.</summary>
    private static int ReadCacheDetails(JsonElement usage)
    {
        int hour = 0;
        if (usage.TryGetProperty("cacheDetails", out JsonElement details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement detail in details.EnumerateArray())
            {
                if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("ttl", out JsonElement ttl) && ttl.ValueKind == JsonValueKind.String && ttl.ValueEquals("1h"u8))
                {
                    hour += ConverseJson.GetCount(detail, "inputTokens") ?? 0;
                }
            }
        }

        return hour;
    }
}
