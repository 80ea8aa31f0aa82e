using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What the service offers around a model.</summary>
public sealed record ModelServiceRules
{
    /// <summary>The service tiers: <c>default</c>, <c>priority</c>, <c>flex</c>, <c>reserved</c>; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? Tiers { get; init; }

    /// <summary>Whether <c>performanceConfig.latency</c> may be <c>optimized</c>; <see langword="null"/> where unknown.</summary>
    public bool? LatencyOptimized { get; init; }

    /// <summary>Whether guardrails apply to it. Default: yes.</summary>
    [JsonInclude]
    public bool Guardrails { get; internal set; } = true;

    /// <summary>Whether <c>CountTokens</c> has it; <see langword="null"/> where unknown.</summary>
    public bool? CountTokens { get; init; }

    /// <summary>How many tokens of quota an output token takes: 5 from Claude 3.7 on, else 1. Default: 1.</summary>
    [JsonInclude]
    public int OutputBurndown { get; internal set; } = 1;

    /// <summary>Whether it is invoked by its base id; where not, only by an inference profile. <see langword="null"/> where unknown.</summary>
    public bool? OnDemand { get; init; }

    internal static ModelServiceRules None { get; } = new();
}
