using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Guardrails;

/// <summary>What the checks of a <see cref="GuardrailChecksRequest"/> found. They judge nothing: where to draw the line is the caller's affair.</summary>
public sealed class GuardrailChecksResponse
{
    /// <summary>The content filter's scores, one for each category asked for.</summary>
    public required IReadOnlyList<GuardrailSeverity> ContentFilter { get; init; }

    /// <summary>The scores of attacks on the prompt, one for each category asked for.</summary>
    public required IReadOnlyList<GuardrailSeverity> PromptAttack { get; init; }

    /// <summary>Sensitive information, each with its place.</summary>
    public required IReadOnlyList<GuardrailSensitivePlace> SensitiveInformation { get; init; }

    /// <summary>Whether there was more sensitive information than the answer holds.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>The text units that are billed, by check: <c>contentFilter</c>, <c>promptAttack</c>, <c>sensitiveInformation</c>.</summary>
    public required IReadOnlyDictionary<string, int> TextUnits { get; init; }

    /// <summary>The whole body, byte for byte.</summary>
    public RawJson Raw { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; internal set; }
}
