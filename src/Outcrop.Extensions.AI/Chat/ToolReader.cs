using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>The tools of a request, their schemas byte for byte.</summary>
internal static class ToolReader
{
    private static readonly RawJson AnyObject = RawJson.Parse("""{"type":"object"}""");

    /// <summary>Adds the tools to the request.</summary>
    public static void Read(ChatOptions? options, ChatPlan plan)
    {
        ConverseRequest request = plan.Request;
        var tools = new List<Tool>(request.ToolConfig?.Tools ?? []);
        bool none = options?.ToolMode is NoneChatToolMode;
        string[] used = [.. ConversationReader.ToolNames(request)];

        // 1. What is offered. Without tools Converse refuses a conversation in which any were used, and it has no way to forbid their use.
        if (!none || used.Length > 0)
        {
            foreach (AITool tool in options?.Tools ?? [])
            {
                Add(tool, tools, plan);
            }

            foreach (string name in used.Where(name => !tools.Exists(tool => tool is ToolSpecification known && known.Name == name)))
            {
                tools.Add(new ToolSpecification(name, null, AnyObject));
            }
        }

        if (none && tools.Count > 0)
        {
            plan.Dropped.Add(nameof(ChatOptions.ToolMode));
        }

        if (options?.AllowMultipleToolCalls == false && tools.Count > 0)
        {
            plan.Dropped.Add(nameof(ChatOptions.AllowMultipleToolCalls));
        }

        // 2. What must be called.
        ToolChoice? choice = request.ToolConfig?.ToolChoice ?? options?.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => new NamedToolChoice(name),
            RequiredChatToolMode => ToolChoice.Any,
            _ => null,
        };
        request.ToolConfig = tools.Count == 0 ? null : (request.ToolConfig ?? new ToolConfiguration(tools)) with { Tools = tools, ToolChoice = choice };
    }

    private static void Add(AITool tool, List<Tool> tools, ChatPlan plan)
    {
        switch (tool)
        {
            case AIFunctionDeclaration function:
                bool? strict = function.AdditionalProperties.TryGetValue("strict", out object? value) ? value as bool? : null;
                tools.Add(new ToolSpecification(function.Name, string.IsNullOrEmpty(function.Description) ? null : function.Description, Json.Raw(function.JsonSchema), strict));
                break;

            // The tools Bedrock runs itself; Nova has them. Source: https://docs.aws.amazon.com/nova/latest/nova2-userguide/using-tools.html.
            case HostedCodeInterpreterTool when plan.Provider == "amazon":
                tools.Add(new SystemTool("nova_code_interpreter"));
                break;
            case HostedWebSearchTool when plan.Provider == "amazon":
                tools.Add(new SystemTool("nova_grounding"));
                break;
            default:
                throw new NotSupportedException($"The model '{plan.Request.ModelId}' has no tool of type {tool.GetType().Name} on Bedrock.");
        }
    }
}
