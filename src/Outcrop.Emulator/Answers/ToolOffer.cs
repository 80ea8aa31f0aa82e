using System.Text.Json;

namespace Outcrop.Emulator.Answers;

/// <summary>A tool that a request offers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">The JSON schema of its arguments, where there is one.</param>
internal sealed record ToolOffer(string Name, JsonElement? Schema);
