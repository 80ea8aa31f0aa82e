namespace Outcrop.Bedrock.Converse;

/// <summary>The answer of <c>Converse</c>, or of a family's InvokeModel brought into the same shape.</summary>
public sealed class ConverseResponse
{
    /// <summary>What the model said.</summary>
    public required Message Message { get; init; }

    /// <summary>Why it stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The tokens; <see langword="null"/> where the answer holds no count at all.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Bedrock's own latency in milliseconds, where it says it.</summary>
    public long? LatencyMilliseconds { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; set; }

    /// <summary>How often Bedrock was asked for it. Default: 1.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>Parts of the request that the model could not take and that were left out; empty when nothing was.</summary>
    public IReadOnlyList<Families.DroppedParameter> Dropped { get; set; } = [];

    /// <summary>Parts of the request that went out otherwise than the caller wrote them, or that were added; empty when none were.</summary>
    public IReadOnlyList<Rules.AdjustedParameter> Adjusted { get; set; } = [];

    /// <summary>Every other member of the body by name, as it stands: <c>trace</c>, <c>performanceConfig</c>, <c>serviceTier</c>, <c>additionalModelResponseFields</c>.</summary>
    public IReadOnlyDictionary<string, RawJson> AdditionalMembers { get; init; } = new Dictionary<string, RawJson>(StringComparer.Ordinal);

    /// <summary>What the guardrail found, when the request asked for its trace: the JSON of <c>trace.guardrail</c>, in Converse's shape or InvokeModel's; empty when there is none.</summary>
    public RawJson GuardrailTrace => GuardrailOutcome.TraceOf(AdditionalMembers);

    /// <summary>Whether the guardrail stepped in; what it found stands in <see cref="GuardrailTrace"/>.</summary>
    public bool GuardrailIntervened => StopReason == StopReason.GuardrailIntervened || GuardrailOutcome.Intervened(AdditionalMembers);

    /// <summary>The texts of the answer, joined.</summary>
    public string Text => Message.Text;
}
