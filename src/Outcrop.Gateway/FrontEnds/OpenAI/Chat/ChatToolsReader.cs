using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Brings the tools of a request into the neutral form, in today's form or the old one.</summary>
internal static class ChatToolsReader
{
    private const int MostTools = 2_000;

    private static readonly RawJson NoParameters = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Reads them.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="request">Where they go.</param>
    /// <returns>Whether they were in the old form.</returns>
    public static bool Read(JsonElement body, ConverseRequest request)
    {
        var tools = new List<Tool>();
        bool today = OpenAIJson.TryGet(body, "tools", out JsonElement given);
        bool legacy = OpenAIJson.TryGet(body, "functions", out JsonElement functions) && !today;
        if (today)
        {
            RefuseTooMany(given, "tools");
            int index = 0;
            foreach (JsonElement tool in OpenAIJson.Items(given, "tools"))
            {
                string path = $"tools[{index++}]";
                if (OpenAIJson.RequiredText(OpenAIJson.Object(tool, path), "type", path) != "function" || !OpenAIJson.TryGet(tool, "function", out JsonElement function))
                {
                    throw OpenAIJson.Wrong(path + ".type", "must be function: no model on Bedrock has other tools in this dialect");
                }

                tools.Add(ReadFunction(function, path + ".function"));
                AddCachePoint(tool, path, tools);
            }
        }
        else if (legacy)
        {
            RefuseTooMany(functions, "functions");
            int index = 0;
            foreach (JsonElement function in OpenAIJson.Items(functions, "functions"))
            {
                tools.Add(ReadFunction(function, $"functions[{index++}]"));
            }
        }

        string choiceName = legacy ? "function_call" : "tool_choice";
        bool chosen = OpenAIJson.TryGet(body, choiceName, out JsonElement choice);

        // Bedrock has no word for "none": a model that may call nothing is offered nothing.
        bool none = chosen && choice.ValueKind == JsonValueKind.String && choice.ValueEquals("none"u8);
        if (tools.Count > 0 && !none)
        {
            ToolChoice? read = chosen ? ReadChoice(choice, choiceName, tools) : null;
            request.ToolConfig = tools.Count > 0 ? new ToolConfiguration(tools, read) { DisableParallelToolUse = CommonMembers.ReadParallelCalls(body) } : null;
        }
        else
        {
            CommonMembers.ReadParallelCalls(body);
        }

        return legacy;
    }

    private static ToolSpecification ReadFunction(JsonElement function, string path)
    {
        OpenAIJson.Object(function, path);
        return new ToolSpecification(
            OpenAIJson.RequiredText(function, "name", path),
            OpenAIJson.Text(function, "description", path) is { Length: > 0 } description ? description : null,
            OpenAIJson.TryGet(function, "parameters", out JsonElement parameters) && !OpenAIJson.IsEmpty(parameters) ? OpenAIJson.Raw(OpenAIJson.Object(parameters, path + ".parameters")) : NoParameters,
            OpenAIJson.Switch(function, "strict", path));
    }

    private static void RefuseTooMany(JsonElement tools, string path)
    {
        if (tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > MostTools)
        {
            throw OpenAIJson.Wrong(path, $"must not be more than {MostTools}");
        }
    }

    private static ToolChoice ReadChoice(JsonElement choice, string path, List<Tool> tools)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return OpenAIJson.Text(choice, path) switch
            {
                "auto" => ToolChoice.Auto,
                "required" or "any" => ToolChoice.Any,
                _ => throw OpenAIJson.Wrong(path, "must be none, auto, required or a named function"),
            };
        }

        if (OpenAIJson.TryGet(OpenAIJson.Object(choice, path), "allowed_tools", out JsonElement allowed))
        {
            return ReadAllowed(OpenAIJson.Object(allowed, path + ".allowed_tools"), path + ".allowed_tools", tools);
        }

        JsonElement function = OpenAIJson.TryGet(choice, "function", out JsonElement named) ? OpenAIJson.Object(named, path + ".function") : choice;
        return new NamedToolChoice(OpenAIJson.RequiredText(function, "name", path + ".function"));
    }

    /// <summary>A choice among some of the tools: the others are not offered.</summary>
    private static ToolChoice ReadAllowed(JsonElement allowed, string path, List<Tool> tools)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        int index = 0;
        foreach (JsonElement tool in OpenAIJson.TryGet(allowed, "tools", out JsonElement listed) ? OpenAIJson.Items(listed, path + ".tools") : throw OpenAIJson.Wrong(path + ".tools", "is required"))
        {
            string at = $"{path}.tools[{index++}]";
            JsonElement function = OpenAIJson.TryGet(OpenAIJson.Object(tool, at), "function", out JsonElement named) ? OpenAIJson.Object(named, at + ".function") : tool;
            names.Add(OpenAIJson.RequiredText(function, "name", at + ".function"));
        }

        tools.RemoveAll(tool => tool is ToolSpecification specification && !names.Contains(specification.Name));
        if (!tools.Exists(static tool => tool is ToolSpecification))
        {
            throw OpenAIJson.Wrong(path + ".tools", "names none of the tools");
        }

        return OpenAIJson.Text(allowed, "mode", path) switch
        {
            null or "auto" => ToolChoice.Auto,
            "required" => ToolChoice.Any,
            _ => throw OpenAIJson.Wrong(path + ".mode", "must be auto or required"),
        };
    }

    private static void AddCachePoint(JsonElement tool, string path, List<Tool> tools)
    {
        if (OpenAIJson.TryGet(tool, "cache_control", out JsonElement control))
        {
            tools.Add(new CachePointTool(OpenAIJson.Text(OpenAIJson.Object(control, path + ".cache_control"), "ttl", path + ".cache_control")));
        }
    }
}
