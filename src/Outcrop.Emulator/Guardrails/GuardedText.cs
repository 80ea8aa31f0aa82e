namespace Outcrop.Emulator.Guardrails;

/// <summary>A piece of text in front of a guardrail.</summary>
/// <param name="Text">The text.</param>
/// <param name="Guarded">Whether the policies look at it; what is not counts as seen only.</param>
/// <param name="Source">Whether answers must be grounded in it.</param>
/// <param name="Query">Whether answers must be relevant to it.</param>
internal sealed record GuardedText(string Text, bool Guarded = true, bool Source = false, bool Query = false);
