namespace Outcrop.Emulator.Guardrails;

/// <summary>What a guardrail does about something it found. The order is that of severity.</summary>
internal enum GuardrailAction
{
    /// <summary>Only says so.</summary>
    None,

    /// <summary>Puts a placeholder in its place.</summary>
    Anonymize,

    /// <summary>Answers with the guardrail's own message instead.</summary>
    Block,
}
