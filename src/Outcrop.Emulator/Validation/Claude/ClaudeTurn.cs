namespace Outcrop.Emulator.Validation.Claude;

/// <summary>A message as Claude sees it. Blocks inside a tool's result stand behind it.</summary>
/// <param name="Role">The role.</param>
/// <param name="Blocks">The blocks, flat.</param>
internal sealed record ClaudeTurn(string Role, IReadOnlyList<ClaudeBlock> Blocks);
