using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Brings tools that were read from this dialect into the form that every model's API has.</summary>
/// <param name="request">The request.</param>
/// <param name="isClaude">Whether the model is Claude; what only its own body has may stay then.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class NeutralTools(ConverseRequest request, bool isClaude, List<string> dropped)
{
    /// <summary>Does so.</summary>
    public void Apply()
    {
        if (request.ToolConfig is not { } configuration)
        {
            return;
        }

        // Converse has no word for "none": a model that may call nothing is offered nothing.
        if (IsNone(configuration.Dialect.Members))
        {
            request.ToolConfig = null;
            return;
        }

        var tools = new List<Tool>(configuration.Tools.Count);
        foreach (Tool tool in configuration.Tools)
        {
            if (tool is UnknownTool)
            {
                tools.Add(tool);
                continue;
            }

            (DialectMembers rest, CachePointBlock? cache) = Remainder.Of(tool.Dialect, "tools", isClaude, dropped);
            tools.Add(tool with { Dialect = rest });
            if (cache is not null)
            {
                tools.Add(new CachePointTool(cache.Ttl));
            }
        }

        request.ToolConfig = configuration with { Tools = tools };
    }

    private static bool IsNone(RawJson own)
    {
        if (own.IsEmpty)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(own.Utf8);
        return document.RootElement.TryGetProperty("tool_choice"u8, out JsonElement choice) && choice.TryGetProperty("type"u8, out JsonElement type) && type.ValueEquals("none"u8);
    }
}
