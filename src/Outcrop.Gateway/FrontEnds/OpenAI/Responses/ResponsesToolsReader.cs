using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Brings the tools of a request into the neutral form. Functions are tools as they stand; a namespace's tools get its name before theirs; a custom tool takes its text as one argument. What OpenAI
/// runs on its own servers (web search and the like) does not exist here and is left out: agents offer it whether or not it is there.
/// </summary>
/// <param name="request">Where they go.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ResponsesToolsReader(ConverseRequest request, List<string> dropped)
{
    private static readonly RawJson NoParameters = RawJson.Parse("""{"type":"object","properties":{}}""");
    private readonly ResponsesToolNames _names = new();
    private List<Tool> _tools = [];

    /// <summary>Reads them.</summary>
    /// <param name="body">The request's object.</param>
    /// <returns>What they are called in this dialect.</returns>
    public ResponsesToolNames Read(JsonElement body)
    {
        if (OpenAIJson.TryGet(body, "tools", out JsonElement tools))
        {
            ReadAll(tools, "tools", null);
        }

        ToolChoice? choice = OpenAIJson.TryGet(body, "tool_choice", out JsonElement given) ? ReadChoice(given) : null;

        // Bedrock has no word for "none": a model that may call nothing is offered nothing.
        bool? parallel = CommonMembers.ReadParallelCalls(body);
        bool none = given.ValueKind == JsonValueKind.String && given.ValueEquals("none"u8);
        if (_tools.Count > 0 && !none)
        {
            request.ToolConfig = new ToolConfiguration(_tools, choice) { DisableParallelToolUse = parallel };
        }
        else if (choice is AnyToolChoice or NamedToolChoice)
        {
            throw OpenAIJson.Wrong("tool_choice", "asks for a call, but no tool that can be called here is offered");
        }

        return _names;
    }

    private void ReadAll(JsonElement tools, string path, string? space)
    {
        int index = 0;
        foreach (JsonElement tool in OpenAIJson.Items(tools, path))
        {
            string at = $"{path}[{index++}]";
            switch (OpenAIJson.RequiredText(OpenAIJson.Object(tool, at), "type", at))
            {
                case "function":
                    AddFunction(tool, at, space);
                    break;
                case "custom":
                    AddCustom(tool, at, space);
                    break;
                case "namespace" when space is null && OpenAIJson.TryGet(tool, "tools", out JsonElement inner):
                    ReadAll(inner, at + ".tools", OpenAIJson.RequiredText(tool, "name", at));
                    break;
                case string other:
                    dropped.Add("tools." + other);
                    break;
            }
        }
    }

    private void AddFunction(JsonElement tool, string path, string? space)
    {
        string name = OpenAIJson.RequiredText(tool, "name", path);
        string flat = ResponsesToolNames.Flatten(space, name);
        if (space is not null)
        {
            _names.Add(flat, new ResponsesTool(name, space, IsCustom: false));
        }

        _tools.Add(new ToolSpecification(
            flat,
            OpenAIJson.Text(tool, "description", path) is { Length: > 0 } description ? description : null,
            OpenAIJson.TryGet(tool, "parameters", out JsonElement parameters) && !OpenAIJson.IsEmpty(parameters) ? OpenAIJson.Raw(OpenAIJson.Object(parameters, path + ".parameters")) : NoParameters,
            OpenAIJson.Switch(tool, "strict", path)));
    }

    /// <summary>A grammar cannot be enforced here; the model is told it.</summary>
    private void AddCustom(JsonElement tool, string path, string? space)
    {
        string name = OpenAIJson.RequiredText(tool, "name", path);
        string flat = ResponsesToolNames.Flatten(space, name);
        _names.Add(flat, new ResponsesTool(name, space, IsCustom: true));
        string? syntax = null;
        string? definition = null;
        if (OpenAIJson.TryGet(tool, "format", out JsonElement format) && OpenAIJson.Text(OpenAIJson.Object(format, path + ".format"), "type", path + ".format") == "grammar")
        {
            // Chat completions nest the grammar in a member of its own, and some clients send that here.
            JsonElement grammar = OpenAIJson.TryGet(format, "grammar", out JsonElement nested) ? OpenAIJson.Object(nested, path + ".format.grammar") : format;
            syntax = OpenAIJson.Text(grammar, "syntax", path + ".format");
            definition = OpenAIJson.Text(grammar, "definition", path + ".format");
            dropped.Add(path + ".format");
        }

        _tools.Add(new ToolSpecification(flat, OpenAIJson.Text(tool, "description", path) is { Length: > 0 } description ? description : null, CustomSchema(syntax, definition)));
    }

    private static RawJson CustomSchema(string? syntax, string? definition)
    {
        var schema = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(schema))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "object"u8);
            json.WriteStartObject("properties"u8);
            json.WriteStartObject(ResponsesToolNames.CustomArgument);
            json.WriteString("type"u8, "string"u8);
            json.WriteString("description"u8, definition is null ? "The tool's whole input, as plain text." : $"The tool's whole input, as plain text that keeps to this grammar ({syntax}):\n{definition}");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("required"u8);
            json.WriteStringValue(ResponsesToolNames.CustomArgument);
            json.WriteEndArray();
            json.WriteBoolean("additionalProperties"u8, false);
            json.WriteEndObject();
        }

        return new RawJson(schema.WrittenMemory);
    }

    private ToolChoice? ReadChoice(JsonElement choice)
    {
        const string Path = "tool_choice";
        if (choice.ValueKind == JsonValueKind.String)
        {
            return OpenAIJson.Text(choice, Path) switch
            {
                "auto" => ToolChoice.Auto,
                "required" => ToolChoice.Any,
                "none" => null,
                _ => throw OpenAIJson.Wrong(Path, "must be none, auto, required, a named function or allowed_tools"),
            };
        }

        string type = OpenAIJson.RequiredText(OpenAIJson.Object(choice, Path), "type", Path);
        switch (type)
        {
            case "function" or "custom":
                return new NamedToolChoice(ResponsesToolNames.Flatten(OpenAIJson.Text(choice, "namespace", Path), OpenAIJson.RequiredText(choice, "name", Path)));
            case "allowed_tools":
                KeepAllowed(choice, Path);
                return OpenAIJson.Text(choice, "mode", Path) == "required" ? ToolChoice.Any : ToolChoice.Auto;
            default:
                throw OpenAIJson.Wrong(Path + ".type", $"asks for {type}, which does not exist on Bedrock");
        }
    }

    /// <summary>Bedrock cannot be told to leave an offered tool alone: only those that are allowed are offered.</summary>
    private void KeepAllowed(JsonElement choice, string path)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        int index = 0;
        foreach (JsonElement tool in OpenAIJson.TryGet(choice, "tools", out JsonElement tools) ? OpenAIJson.Items(tools, path + ".tools") : throw OpenAIJson.Wrong(path + ".tools", "is required"))
        {
            string at = $"{path}.tools[{index++}]";
            if (OpenAIJson.Text(OpenAIJson.Object(tool, at), "name", at) is { } name)
            {
                allowed.Add(ResponsesToolNames.Flatten(OpenAIJson.Text(tool, "namespace", at), name));
            }
        }

        _tools = _tools.FindAll(tool => tool is ToolSpecification specification && allowed.Contains(specification.Name));
    }
}
