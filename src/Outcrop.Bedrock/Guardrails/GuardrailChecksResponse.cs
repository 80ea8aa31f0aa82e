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

/// <summary>How strongly a category was found.</summary>
/// <param name="Category">The category.</param>
/// <param name="Score">From 0, not at all, to 1.</param>
public readonly record struct GuardrailSeverity(string Category, double Score);

/// <summary>A place of sensitive information.</summary>
/// <param name="Type">Its kind, such as <c>EMAIL</c>.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="MessageIndex">The message, counted from 0.</param>
/// <param name="ContentIndex">The text within the message, counted from 0.</param>
/// <param name="BeginOffset">Where it begins in the text, as the service counts.</param>
/// <param name="EndOffset">Where it ends.</param>
public readonly record struct GuardrailSensitivePlace(string Type, double Confidence, int MessageIndex, int ContentIndex, int BeginOffset, int EndOffset);
