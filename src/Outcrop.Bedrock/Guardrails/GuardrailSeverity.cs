namespace Outcrop.Bedrock.Guardrails;

/// <summary>How strongly a category was found.</summary>
/// <param name="Category">The category.</param>
/// <param name="Score">From 0, not at all, to 1.</param>
public readonly record struct GuardrailSeverity(string Category, double Score);
