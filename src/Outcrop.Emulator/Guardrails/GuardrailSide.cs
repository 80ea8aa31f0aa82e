namespace Outcrop.Emulator.Guardrails;

/// <summary>Which side of the model a guardrail looks at.</summary>
internal enum GuardrailSide
{
    /// <summary>What the user says.</summary>
    Input,

    /// <summary>What the model says.</summary>
    Output,
}
