namespace Outcrop.Bedrock.Guardrails;

/// <summary>A message to check. Immutable.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Texts">Its texts; none empty.</param>
public sealed record GuardrailChecksMessage(string Role, IReadOnlyList<string> Texts);
