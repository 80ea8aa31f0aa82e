using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Tools that Anthropic's servers run do not exist on Bedrock; further client tools come with a beta.</summary>
internal static class ToolTypeRule
{
    private static readonly string[] Known = ["bash_20250124", "custom", "text_editor_20250124", "text_editor_20250429", "text_editor_20250728"];

    private static readonly string Listed = string.Join(", ", Known.Select(name => $"'{name}'"));

    public static void Check(JsonElement body)
    {
        int index = 0;
        foreach (JsonElement tool in Items(body, "tools"))
        {
            if (Text(tool, "type") is { } type && !Known.Contains(type) && (Member(body, "anthropic_beta") is null || type.StartsWith("web_", StringComparison.Ordinal)))
            {
                throw Of(Format($"tools.{index}: Input tag '{type}' found using 'type' does not match any of the expected tags: {Listed}"));
            }

            index++;
        }
    }
}
