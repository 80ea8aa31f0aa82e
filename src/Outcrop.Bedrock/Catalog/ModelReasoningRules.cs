using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>A model's reasoning: how it is asked for, and how much of it.</summary>
public sealed record ModelReasoningRules
{
    /// <summary>Whether it reasons; <see langword="null"/> where unknown.</summary>
    public bool? Supported { get; init; }

    /// <summary>How its request is written. Default: unknown.</summary>
    public ModelReasoningShape Shape { get; init; }

    /// <summary>The kinds it takes: <c>enabled</c> (with a budget), <c>adaptive</c>, <c>effort</c>; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>The kinds it answers with a 400; empty where none is known.</summary>
    public IReadOnlyList<string> Refused { get => field ?? []; init; }

    /// <summary>Whether it can be switched off. Default: yes.</summary>
    [JsonInclude]
    public bool CanBeOff { get; internal set; } = true;

    /// <summary>Whether it reasons when the request does not say; <see langword="null"/> where unknown.</summary>
    public bool? OnByDefault { get; init; }

    /// <summary>The values of effort, weakest first; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? Efforts { get; init; }

    /// <summary>The smallest budget in tokens; <see langword="null"/> where unknown. A budget is always below the limit of output tokens.</summary>
    public int? MinimumBudget { get; init; }

    /// <summary>Where it is written below <c>additionalModelRequestFields</c>, and so in the body of InvokeModel: a JSON pointer such as <c>/thinking</c> or <c>/reasoningConfig</c>; <see langword="null"/> where unknown.</summary>
    public string? Place { get; init; }

    /// <summary>Where effort is written, likewise; <see langword="null"/> where unknown or part of <see cref="Place"/>'s object.</summary>
    public string? EffortPlace { get; init; }

    /// <summary>The <c>anthropic_beta</c> flag that effort needs; <see langword="null"/>: none.</summary>
    public string? EffortBeta { get; init; }

    /// <summary>The <c>anthropic_beta</c> flag that reasoning between tool calls needs; <see langword="null"/>: none.</summary>
    public string? InterleavedBeta { get; init; }

    /// <summary>Whether reasoning is signed, so that an unsigned block is refused when it comes back; <see langword="null"/> where unknown.</summary>
    public bool? Signed { get; init; }

    /// <summary>Whether reasoning of former turns may be sent back. Default: yes.</summary>
    [JsonInclude]
    public bool InHistory { get; internal set; } = true;

    internal static ModelReasoningRules None { get; } = new();
}
