using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Writes tools and the choice among them as Anthropic's.</summary>
internal static class AnthropicToolWriter
{
    private const string Dialect = AnthropicRequestReader.Dialect;

    /// <summary>Writes both members.</summary>
    public static void Write(BodyWriter body, ToolConfiguration configuration, ICollection<DroppedParameter> dropped)
    {
        body.Name("tools");
        body.Json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"toolConfig.tools[{i}]");
            if (configuration.Tools[i] is CachePointTool)
            {
                if (i == 0 || configuration.Tools[i - 1] is CachePointTool)
                {
                    dropped.Add(new DroppedParameter(path + ".cachePoint", "no tool stands before it"));
                }

                continue;
            }

            CachePointTool? cache = i + 1 < configuration.Tools.Count ? configuration.Tools[i + 1] as CachePointTool : null;
            WriteTool(body.Json, configuration.Tools[i], cache, path);
        }

        body.Json.WriteEndArray();
        WriteChoice(body, configuration);
    }

    private static void WriteTool(Utf8JsonWriter json, Tool tool, CachePointTool? cache, string path)
    {
        json.WriteStartObject();
        switch (tool)
        {
            case ToolSpecification specification:
                if (specification.Mark.Spelling is { } type)
                {
                    json.WriteString("type", type);
                }

                json.WriteString("name", specification.Name);
                if (specification.Description is { } description)
                {
                    json.WriteString("description", description);
                }

                ConverseJson.WriteRaw(json, "input_schema", specification.InputSchema);
                if (specification.Strict is { } strict)
                {
                    json.WriteBoolean("strict", strict);
                }

                ConverseJson.WriteMembers(json, tool.Dialect.Of(Dialect));
                break;
            case UnknownTool { Dialect.Dialect: Dialect } own:
                ConverseJson.WriteMembers(json, own.Value);
                break;
            case UnknownTool unknown:
                throw FamilyRequest.Refuse(Dialect, path, unknown.Name);
            case SystemTool system:
                throw FamilyRequest.Refuse(Dialect, path, "system tool " + system.Name);
            default:
                throw FamilyRequest.Refuse(Dialect, path, tool.GetType().Name);
        }

        if (cache is not null)
        {
            AnthropicBlockWriter.WriteCacheControl(json, cache.Ttl);
        }

        json.WriteEndObject();
    }

    private static void WriteChoice(BodyWriter body, ToolConfiguration configuration)
    {
        RawJson own = configuration.Dialect.Of(Dialect);
        if (configuration is { ToolChoice: null, DisableParallelToolUse: null } && own.IsEmpty)
        {
            return;
        }

        body.Name("tool_choice");
        body.Json.WriteStartObject();

        // Whether calls may be parallel stands in the choice, which is a union that must have its tag: auto is what no choice means.
        if ((configuration.ToolChoice ?? (own.IsEmpty ? ToolChoice.Auto : null)) is { } choice)
        {
            body.Json.WriteString("type", choice switch
            {
                AutoToolChoice => "auto",
                AnyToolChoice => "any",
                NamedToolChoice => "tool",
                _ => throw FamilyRequest.Refuse(Dialect, "toolConfig.toolChoice", choice.GetType().Name),
            });
            if (choice is NamedToolChoice named)
            {
                body.Json.WriteString("name", named.Name);
            }
        }

        if (configuration.DisableParallelToolUse is { } disable)
        {
            body.Json.WriteBoolean("disable_parallel_tool_use", disable);
        }

        if (!own.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(own.Utf8, ConverseJson.DocumentOptions);
            ConverseJson.WriteMembers(body.Json, ConverseJson.Raw(document.RootElement.GetProperty("tool_choice")));
        }

        body.Json.WriteEndObject();
    }
}
