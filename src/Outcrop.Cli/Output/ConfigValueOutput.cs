using System.Text.Json;

namespace Outcrop.Cli.Output;

/// <summary>One setting.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Value">What it is; a secret's place is taken by a text.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record ConfigValueOutput(string Path, JsonElement? Value, string Origin);
