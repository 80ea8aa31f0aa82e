namespace Outcrop.Emulator.Guardrails;

/// <summary>What one version of a guardrail looks for, and what it says instead.</summary>
/// <param name="Rules">The rules, in the order they were given.</param>
/// <param name="BlockedInput">What it says to a blocked request.</param>
/// <param name="BlockedOutput">What it says in place of a blocked answer.</param>
internal sealed record GuardrailPolicy(IReadOnlyList<GuardrailRule> Rules, string BlockedInput, string BlockedOutput)
{
    /// <summary>A guardrail that finds nothing, for ids whose policies are not known here.</summary>
    public static GuardrailPolicy Empty { get; } = new([], "Blocked.", "Blocked.");

    public string MessageFor(GuardrailSide side) => side == GuardrailSide.Input ? BlockedInput : BlockedOutput;
}
