using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Writes the tools of an OpenAI chat body and the choice among them.</summary>
internal sealed class OpenAIToolWriter(string family, OpenAIChatRules rules, ICollection<DroppedParameter> dropped)
{
    private const string Dialect = OpenAIRequestReader.Dialect;

    /// <summary>Writes both members.</summary>
    public void Write(BodyWriter body, ConverseRequest request, ToolConfiguration configuration)
    {
        if (!rules.Tools)
        {
            FamilyRequest.RefuseTools(family, request);
            return;
        }

        body.Name("tools");
        Utf8JsonWriter json = body.Json;
        json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"toolConfig.tools[{i}]");
            switch (configuration.Tools[i])
            {
                case CachePointTool:
                    dropped.Add(new DroppedParameter(path + ".cachePoint", "the dialect has no cache points"));
                    break;
                case UnknownTool { Dialect.Dialect: Dialect } own:
                    ConverseJson.WriteRawValue(json, own.Value);
                    break;
                case ToolSpecification tool:
                    WriteTool(json, tool, path, request.ReadFrom == Dialect);
                    break;
                default:
                    throw FamilyRequest.Refuse(family, path, "tools of this kind");
            }
        }

        json.WriteEndArray();
        WriteChoice(body, configuration);
        if (configuration.DisableParallelToolUse is { } disable && (rules.ParallelCalls || request.ReadFrom == Dialect))
        {
            body.Name("parallel_tool_calls");
            json.WriteBooleanValue(!disable);
        }
    }

    private void WriteTool(Utf8JsonWriter json, ToolSpecification tool, string path, bool own)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description", description);
        }

        if (!tool.Mark.Is(WireMark.Absent))
        {
            ConverseJson.WriteRaw(json, "parameters", tool.InputSchema);
        }

        if (tool.Strict is { } strict)
        {
            if (rules.StrictTools || own)
            {
                json.WriteBoolean("strict", strict);
            }
            else
            {
                dropped.Add(new DroppedParameter(path + ".toolSpec.strict", "the body may not hold it"));
            }
        }

        ConverseJson.WriteMembers(json, tool.Dialect.Of(Dialect));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChoice(BodyWriter body, ToolConfiguration configuration)
    {
        if (configuration.ToolChoice is null)
        {
            WriteOwnChoice(body, configuration.Dialect.Of(Dialect));
            return;
        }

        // The spelling it was read in, as long as the choice is still the same.
        if (configuration.Mark.Spelling is { } spelling)
        {
            using JsonDocument document = JsonDocument.Parse(spelling, ConverseJson.DocumentOptions);
            if (configuration.ToolChoice.Equals(OpenAITools.ChoiceOf(document.RootElement)))
            {
                body.Name("tool_choice");
                body.Json.WriteRawValue(spelling, skipInputValidation: true);
                return;
            }
        }

        switch (configuration.ToolChoice)
        {
            case AutoToolChoice:
                if (rules.RequiredChoice is not null)
                {
                    body.String("tool_choice", "auto");
                }

                break;
            case AnyToolChoice:
                body.String("tool_choice", rules.RequiredChoice ?? throw FamilyRequest.Refuse(family, "toolConfig.toolChoice", "demand for a tool"));
                break;
            case NamedToolChoice named when rules.NamedChoice:
                body.Name("tool_choice");
                body.Json.WriteStartObject();
                body.Json.WriteString("type", "function");
                body.Json.WriteStartObject("function");
                body.Json.WriteString("name", named.Name);
                body.Json.WriteEndObject();
                body.Json.WriteEndObject();
                break;
            case NamedToolChoice named when rules.RequiredChoice is { } required && IsOnly(configuration, named.Name):
                // Where only one tool is offered, any tool is that one.
                body.String("tool_choice", required);
                break;
            default:
                throw FamilyRequest.Refuse(family, "toolConfig.toolChoice", configuration.ToolChoice.GetType().Name);
        }
    }

    private static void WriteOwnChoice(BodyWriter body, RawJson own)
    {
        if (!own.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(own.Utf8, ConverseJson.DocumentOptions);
            body.Name("tool_choice");
            document.RootElement.GetProperty("tool_choice").WriteTo(body.Json);
        }
    }

    private static bool IsOnly(ToolConfiguration configuration, string name)
    {
        bool found = false;
        foreach (Tool tool in configuration.Tools)
        {
            if (tool is ToolSpecification specification)
            {
                if (specification.Name != name)
                {
                    return false;
                }

                found = true;
            }
        }

        return found;
    }
}
