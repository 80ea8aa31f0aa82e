namespace Outcrop.Bedrock.Converse;

/// <summary>
/// How much a model shall think. Converse has no member for it; each line of models has its own additional field (<c>thinking</c>, <c>reasoning_config</c>, <c>reasoning_effort</c>,
/// <c>reasoningConfig</c>), which the catalogue names, and this is written there. Immutable.
/// </summary>
public sealed record ReasoningConfiguration
{
    /// <summary>Whether to think at all.</summary>
    public ReasoningMode Mode { get; init; } = ReasoningMode.Enabled;

    /// <summary>The most tokens to think with; default: the least the model takes, or what <see cref="Effort"/> says.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>How hard to think: <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>; <see langword="null"/> leaves it to the model. Other texts go out as they are.</summary>
    public string? Effort { get; init; }

    /// <summary>How thoughts are shown: <c>summarized</c> or <c>omitted</c>; <see langword="null"/> leaves it to the model.</summary>
    public string? Display { get; init; }
}
