using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Tokens in the abstractions' way of counting: what a cache gave or took is part of the input, where Bedrock counts it apart.</summary>
internal static class Usage
{
    /// <summary>The additional count of tokens written to a cache.</summary>
    public const string CacheWrite = "CacheWriteInputTokenCount";

    /// <summary>Restates a usage.</summary>
    public static UsageDetails Of(TokenUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = (long)usage.InputTokens + usage.CacheReadInputTokens + usage.CacheWriteInputTokens,
            OutputTokenCount = usage.OutputTokens,
            TotalTokenCount = (long)usage.InputTokens + usage.CacheReadInputTokens + usage.CacheWriteInputTokens + usage.OutputTokens,
            CachedInputTokenCount = usage.CacheReadInputTokens,
        };
        if (usage.CacheWriteInputTokens > 0)
        {
            details.AdditionalCounts = new AdditionalPropertiesDictionary<long> { [CacheWrite] = usage.CacheWriteInputTokens };
        }

        return details;
    }
}
