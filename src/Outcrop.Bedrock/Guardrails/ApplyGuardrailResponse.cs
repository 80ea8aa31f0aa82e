using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Guardrails;

/// <summary>A guardrail's judgement.</summary>
public sealed class ApplyGuardrailResponse
{
    /// <summary><c>NONE</c>, or <c>GUARDRAIL_INTERVENED</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Whether the guardrail stepped in.</summary>
    public bool Intervened => Action == "GUARDRAIL_INTERVENED";

    /// <summary>Why, in AWS's words; <see langword="null"/> when it does not say.</summary>
    public string? ActionReason { get; init; }

    /// <summary>What is to be said instead: the blocked message, or the content with its secrets masked. Empty when the guardrail did nothing.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The policies' findings: a JSON array, as it stands; empty when there is none.</summary>
    public RawJson Assessments { get; init; }

    /// <summary>The findings of the policies that this version knows, flattened; <see cref="Assessments"/> has all there is.</summary>
    public IReadOnlyList<GuardrailFinding> Findings { get; init; } = [];

    /// <summary>How much of the content was looked at: a JSON object, as it stands; empty when the answer does not tell.</summary>
    public RawJson Coverage { get; init; }

    /// <summary>The units that are billed, by their names on the wire, such as <c>contentPolicyUnits</c>; empty when the answer tells none.</summary>
    public IReadOnlyDictionary<string, int> UsageUnits { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The units that are billed: a JSON object, as it stands; empty when there is none.</summary>
    public RawJson Usage { get; init; }

    /// <summary>The whole body, byte for byte.</summary>
    public RawJson Raw { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; internal set; }
}
