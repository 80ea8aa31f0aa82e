namespace Outcrop.Emulator.Guardrails;

/// <summary>What a rule does on either side; <see langword="null"/> where it does not look at all.</summary>
/// <param name="Input">On what the user says.</param>
/// <param name="Output">On what the model says.</param>
internal readonly record struct GuardrailReach(GuardrailAction? Input, GuardrailAction? Output)
{
    public GuardrailAction? On(GuardrailSide side) => side == GuardrailSide.Input ? Input : Output;
}
