using System.Text.Json;
using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>Whether the model takes tools, takes them in a stream, and lets one be forced.</summary>
internal static class ToolSupportRule
{
    public static void Check(JsonElement body, ModelLine line, bool streaming)
    {
        if (Member(body, "toolConfig") is not { } config)
        {
            return;
        }

        if (!line.Tools)
        {
            throw Of("This model doesn't support tool use.");
        }

        if (streaming && !line.ToolStreaming)
        {
            throw Of("This model doesn't support tool use in streaming mode.");
        }

        if (Member(config, "toolChoice") is { } choice && !line.ToolChoice && (Member(choice, "any") is not null ? "any" : Member(choice, "tool") is not null ? "tool" : null) is { } field)
        {
            throw Of($"This model doesn't support the toolConfig.toolChoice.{field} field. Remove toolConfig.toolChoice.{field} and try again.");
        }
    }
}
