namespace Outcrop.Emulator.Guardrails;

/// <summary>What became of a rule. What was not detected is told only to those who ask for everything.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Detected">Whether there was something.</param>
internal abstract record GuardrailFinding(GuardrailAction Action, bool Detected);

/// <summary>Of a topic.</summary>
internal sealed record TopicFinding(string Name, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);

/// <summary>Of a content filter.</summary>
internal sealed record ContentFinding(string Type, string Strength, string Confidence, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);

/// <summary>Of a word; <paramref name="Managed"/> tells AWS's own list.</summary>
internal sealed record WordFinding(string Match, bool Managed, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);

/// <summary>Of a kind of personal data.</summary>
internal sealed record PiiFinding(string Type, string Match, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);

/// <summary>Of a pattern.</summary>
internal sealed record RegexFinding(string Name, string Pattern, string Match, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);

/// <summary>Of a grounding check.</summary>
internal sealed record GroundingFinding(string Type, double Score, double Threshold, GuardrailAction Action, bool Detected) : GuardrailFinding(Action, Detected);
