using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Brings the tools of a request into the neutral form, in today's form or the old one.</summary>
internal static class ChatToolsReader
{
    private static readonly RawJson NoParameters = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Reads them.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="request">Where they go.</param>
    /// <param name="dropped">Told what was left out.</param>
    /// <returns>Whether they were in the old form.</returns>
    public static bool Read(JsonElement body, ConverseRequest request, List<string> dropped)
    {
        var tools = new List<Tool>();
        bool legacy = OpenAIJson.TryGet(body, "functions", out JsonElement functions);
        if (OpenAIJson.TryGet(body, "tools", out JsonElement given))
        {
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
            request.ToolConfig = new ToolConfiguration(tools, chosen ? ReadChoice(choice, choiceName) : null);
        }

        if (OpenAIJson.Switch(body, "parallel_tool_calls") == false && request.ToolConfig is not null)
        {
            dropped.Add("parallel_tool_calls");
        }

        return legacy;
    }

    private static ToolSpecification ReadFunction(JsonElement function, string path)
    {
        OpenAIJson.Object(function, path);
        return new ToolSpecification(
            OpenAIJson.RequiredText(function, "name", path),
            OpenAIJson.Text(function, "description", path) is { Length: > 0 } description ? description : null,
            OpenAIJson.TryGet(function, "parameters", out JsonElement parameters) ? OpenAIJson.Raw(OpenAIJson.Object(parameters, path + ".parameters")) : NoParameters,
            OpenAIJson.Switch(function, "strict", path));
    }

    private static ToolChoice ReadChoice(JsonElement choice, string path)
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

        JsonElement function = OpenAIJson.TryGet(OpenAIJson.Object(choice, path), "function", out JsonElement named) ? OpenAIJson.Object(named, path + ".function") : choice;
        return new NamedToolChoice(OpenAIJson.RequiredText(function, "name", path + ".function"));
    }

    private static void AddCachePoint(JsonElement tool, string path, List<Tool> tools)
    {
        if (OpenAIJson.TryGet(tool, "cache_control", out JsonElement control))
        {
            tools.Add(new CachePointTool(OpenAIJson.Text(OpenAIJson.Object(control, path + ".cache_control"), "ttl", path + ".cache_control")));
        }
    }
}
