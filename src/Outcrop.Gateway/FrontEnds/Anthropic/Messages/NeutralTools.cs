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

        RawJson own = configuration.Dialect.Members;
        if (!own.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(own.Utf8);
            JsonElement choice = document.RootElement.GetProperty("tool_choice");

            // Converse has no word for "none": a model that may call nothing is offered nothing.
            if (choice.TryGetProperty("type", out JsonElement type) && type.ValueEquals("none"u8))
            {
                request.ToolConfig = null;
                return;
            }

            if (!isClaude)
            {
                if (choice.TryGetProperty("disable_parallel_tool_use", out JsonElement disabled) && disabled.ValueKind == JsonValueKind.True)
                {
                    dropped.Add("tool_choice.disable_parallel_tool_use");
                }

                configuration = configuration with { Dialect = default };
            }
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
}
