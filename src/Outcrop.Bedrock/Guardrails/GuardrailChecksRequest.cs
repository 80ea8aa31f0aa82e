namespace Outcrop.Bedrock.Guardrails;

/// <summary>Messages for checks that are told with the request, without a guardrail of the account's. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeGuardrailChecks.html.</summary>
public sealed class GuardrailChecksRequest
{
    /// <summary>The messages; at least one.</summary>
    public required IReadOnlyList<GuardrailChecksMessage> Messages { get; init; }

    /// <summary>What the content filter looks for: <c>VIOLENCE</c>, <c>HATE</c>, <c>SEXUAL</c>, <c>MISCONDUCT</c>, <c>INSULTS</c>. Default: the check is not made.</summary>
    public IReadOnlyList<string> ContentFilter { get; init; } = [];

    /// <summary>Which attacks on the prompt are looked for: <c>JAILBREAK</c>, <c>PROMPT_INJECTION</c>, <c>PROMPT_LEAKAGE</c>. Default: the check is not made.</summary>
    public IReadOnlyList<string> PromptAttack { get; init; } = [];

    /// <summary>Which kinds of sensitive information are looked for, such as <c>EMAIL</c>. Default: the check is not made.</summary>
    public IReadOnlyList<string> SensitiveInformation { get; init; } = [];
}
