namespace Outcrop.Emulator.Guardrails;

/// <summary>How much a caller wants to be told.</summary>
internal enum GuardrailTrace
{
    /// <summary>Nothing.</summary>
    Disabled,

    /// <summary>What was found.</summary>
    Enabled,

    /// <summary>What was looked for, too.</summary>
    EnabledFull,
}
