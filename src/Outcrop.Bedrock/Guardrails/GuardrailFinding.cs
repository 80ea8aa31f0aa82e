namespace Outcrop.Bedrock.Guardrails;

/// <summary>What one policy of a guardrail found. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailAssessment.html.</summary>
public sealed record GuardrailFinding
{
    /// <summary>The policy by its name on the wire: <c>topicPolicy</c>, <c>contentPolicy</c>, <c>wordPolicy</c>, <c>sensitiveInformationPolicy</c>, <c>contextualGroundingPolicy</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>The kind of finding within the policy, such as <c>HATE</c>, <c>EMAIL</c>, <c>DENY</c>, <c>PROFANITY</c>, <c>GROUNDING</c>; <see langword="null"/> where the policy has no kinds.</summary>
    public string? Type { get; init; }

    /// <summary>The topic's or the pattern's name; <see langword="null"/> where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The text that was found; <see langword="null"/> where the policy does not tell. It may be what the guardrail is to keep secret.</summary>
    public string? Match { get; init; }

    /// <summary><c>BLOCKED</c>, <c>ANONYMIZED</c> or <c>NONE</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Whether it was found at all; <see langword="null"/> where not told. Only an answer of the scope <c>FULL</c> has findings that were not.</summary>
    public bool? Detected { get; init; }

    /// <summary>How sure a content filter is: <c>NONE</c>, <c>LOW</c>, <c>MEDIUM</c>, <c>HIGH</c>; <see langword="null"/> for other policies.</summary>
    public string? Confidence { get; init; }

    /// <summary>The score of a grounding filter, 0 to 1; <see langword="null"/> for other policies.</summary>
    public double? Score { get; init; }

    /// <summary>The threshold of a grounding filter, 0 to 1; <see langword="null"/> for other policies.</summary>
    public double? Threshold { get; init; }

    /// <summary>The finding without the text that was found.</summary>
    public override string ToString() => $"{Policy} {Type ?? Name}: {Action}";
}
