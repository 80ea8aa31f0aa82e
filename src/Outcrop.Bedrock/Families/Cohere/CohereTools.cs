using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>Command R's tools, whose parameters are a flat list with Python's type names instead of a JSON schema, and its calls, which have no ids.</summary>
internal static class CohereTools
{
    private static readonly string[] s_schema = ["type", "properties", "required"];
    private static readonly string[] s_parameter = ["type", "description"];

    /// <summary>Writes the tools.</summary>
    public static void Write(BodyWriter body, string family, ToolConfiguration configuration, bool own, ICollection<DroppedParameter> dropped)
    {
        if (configuration.ToolChoice is not null and not AutoToolChoice)
        {
            throw FamilyRequest.Refuse(family, "toolConfig.toolChoice", "demand for a tool");
        }

        body.Name("tools");
        body.Json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"toolConfig.tools[{i}]");
            if (configuration.Tools[i] is CachePointTool)
            {
                dropped.Add(new DroppedParameter(path + ".cachePoint", "the family has no prompt cache"));
                continue;
            }

            if (configuration.Tools[i] is UnknownTool { Dialect.Dialect: { } dialect } whole && dialect == family)
            {
                ConverseJson.WriteRawValue(body.Json, whole.Value);
                continue;
            }

            if (configuration.Tools[i] is not ToolSpecification tool)
            {
                throw FamilyRequest.Refuse(family, path, "tools of this kind");
            }

            if (tool.Strict is not null)
            {
                dropped.Add(new DroppedParameter(path + ".toolSpec.strict", "the body may not hold it"));
            }

            body.Json.WriteStartObject();
            body.Json.WriteString("name", tool.Name);
            if (tool.Description is not null || !own)
            {
                // The family demands one.
                body.Json.WriteString("description", tool.Description ?? tool.Name);
            }

            RawJson members = tool.Dialect.Of(family);
            if (!BodyWriter.Holds(members, CohereRequestReader.Definitions))
            {
                using JsonDocument schema = JsonDocument.Parse(tool.InputSchema.Utf8, ConverseJson.DocumentOptions);
                WriteParameters(body.Json, schema.RootElement, path + ".toolSpec.inputSchema.json", dropped);
            }

            ConverseJson.WriteMembers(body.Json, members);
            body.Json.WriteEndObject();
        }

        body.Json.WriteEndArray();
    }

    /// <summary>The calls of an answer. Ids are made of the answer's own, so that they are the same however it is read and different from other answers'.</summary>
    public static List<ToolUseBlock> ReadCalls(JsonElement answer)
    {
        var blocks = new List<ToolUseBlock>();
        if (answer.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            string id = ConverseJson.GetString(answer, "generation_id") is { Length: > 0 and <= 48 } given ? given : "call";
            foreach (JsonElement call in calls.EnumerateArray())
            {
                blocks.Add(new ToolUseBlock(
                    string.Create(CultureInfo.InvariantCulture, $"{id}-{blocks.Count}"),
                    call.GetProperty("name").GetString()!,
                    call.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object ? ConverseJson.Raw(parameters) : ToolArguments.Empty));
            }
        }

        return blocks;
    }

    /// <summary>An answer with calls is COMPLETE like every other; Converse tells them apart.</summary>
    public static StopReason StopReasonOf(StopReason reason, bool calls) => calls && reason == StopReason.EndTurn ? StopReason.ToolUse : reason;

    private static void WriteParameters(Utf8JsonWriter json, JsonElement schema, string path, ICollection<DroppedParameter> dropped)
    {
        DropOthers(schema, s_schema, path, dropped);
        json.WriteStartObject("parameter_definitions");
        if (schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty parameter in properties.EnumerateObject())
            {
                json.WriteStartObject(parameter.Name);
                if (parameter.Value.ValueKind == JsonValueKind.Object)
                {
                    DropOthers(parameter.Value, s_parameter, $"{path}.properties.{parameter.Name}", dropped);
                    if (ConverseJson.GetString(parameter.Value, "description") is { } description)
                    {
                        json.WriteString("description", description);
                    }
                }

                json.WriteString("type", TypeOf(parameter.Value));
                json.WriteBoolean("required", IsRequired(schema, parameter.Name));
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void DropOthers(JsonElement schema, string[] known, string path, ICollection<DroppedParameter> dropped)
    {
        foreach (JsonProperty member in schema.EnumerateObject())
        {
            if (!known.Contains(member.Name) && !(member.Name == "additionalProperties" && member.Value.ValueKind == JsonValueKind.False))
            {
                dropped.Add(new DroppedParameter($"{path}.{member.Name}", "the family knows name, type, description and whether a parameter is required"));
            }
        }
    }

    private static bool IsRequired(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in required.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String && item.ValueEquals(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A parameter of several types, or of none, takes any text.</summary>
    private static string TypeOf(JsonElement parameter)
    {
        string? type = parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("type", out JsonElement word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;
        return type switch
        {
            "integer" => "int",
            "number" => "float",
            "boolean" => "bool",
            "array" => "list",
            "object" => "dict",
            _ => "str",
        };
    }
}
