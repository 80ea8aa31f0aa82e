namespace Outcrop.Emulator.Guardrails;

/// <summary>Text units: begun thousands of characters for each kind of policy there is.</summary>
internal readonly record struct GuardrailUnits(int Topic, int Content, int Word, int Sensitive, int SensitiveFree, int Grounding);
