using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>No two tools have the same name.</summary>
internal static class ToolNamesRule
{
    public static string? Check(ClaudeRequest request, ModelLine line) =>
        request.ToolNames.Distinct(StringComparer.Ordinal).Count() < request.ToolNames.Count ? "tools: Tool names must be unique." : null;
}
