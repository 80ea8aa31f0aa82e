namespace Outcrop.Bedrock.Converse;

/// <summary>Converse's <c>guardrailConfig</c>. Immutable. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailStreamConfiguration.html.</summary>
/// <param name="Identifier">The guardrail's id or ARN.</param>
/// <param name="Version">Its version: a number or <c>DRAFT</c>.</param>
public sealed record GuardrailConfiguration(string Identifier, string Version)
{
    /// <summary><c>enabled</c>, <c>disabled</c> or <c>enabled_full</c>: whether the answer tells what the guardrail did. Default: not sent, which means disabled.</summary>
    public string? Trace { get; init; }

    /// <summary><c>sync</c> or <c>async</c>: whether a stream waits for the guardrail. Default: not sent, which means sync. Streams only.</summary>
    public string? StreamProcessingMode { get; init; }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }
}
