namespace Outcrop.Emulator.Guardrails;

/// <summary>What a guardrail found in one look.</summary>
/// <param name="Findings">All of it, what was not detected included.</param>
/// <param name="Texts">The texts as they may go on: masked where that was asked for.</param>
/// <param name="Units">What the look is billed with.</param>
/// <param name="GuardedCharacters">How many characters the policies looked at.</param>
/// <param name="TotalCharacters">How many there were.</param>
internal sealed record GuardrailAssessment(
    IReadOnlyList<GuardrailFinding> Findings, IReadOnlyList<string> Texts, GuardrailUnits Units, int GuardedCharacters, int TotalCharacters)
{
    public GuardrailAction Action { get; } = Findings.Count == 0 ? GuardrailAction.None : Findings.Max(finding => finding.Action);

    public bool Blocked => Action == GuardrailAction.Block;

    public bool Masked => Action == GuardrailAction.Anonymize;

    /// <summary>The outcome in AWS's words.</summary>
    public string Reason => Action switch
    {
        GuardrailAction.Block => "Guardrail blocked.",
        GuardrailAction.Anonymize => "Guardrail masked.",
        GuardrailAction.None or _ => "No action.",
    };
}
