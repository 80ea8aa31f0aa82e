using System.Text.Json;

namespace Outcrop.Emulator.Scenarios;

/// <summary>The JSON of scenarios: comments and trailing commas are allowed, a member that stands twice is not.</summary>
internal static class ScenarioJson
{
    public static JsonDocumentOptions Options { get; } = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    public static string Explain(JsonException broken) => broken.LineNumber is long line ? $"This is no JSON: line {line + 1}, byte {broken.BytePositionInLine + 1}." : broken.Message;
}
