using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>
/// Converse refuses a conversation with tool calls in a request without tools (acceptance row 8), as every client sends it that wants no further call. The tools of the history are given then, with a schema that takes
/// anything. An empty list of tools, which it refuses as well, goes out as none.
/// </summary>
internal sealed class ToolHistoryRule : RequestRule
{
    private const string Unnamed = "unavailable_tool";
    private static readonly RawJson s_anything = RawJson.Parse("""{"type":"object"}""");

    /// <inheritdoc/>
    public override string Name => "tool-history";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (HasTool(draft.Request.ToolConfig))
        {
            return;
        }

        bool history = (draft.Traits & (RequestTraits.ToolUse | RequestTraits.ToolResult)) != 0;
        if (history && draft.Rules.Tools is { HistoryNeedsConfig: true, Supported: true })
        {
            draft.Adjust("toolConfig", "holds the tools of the history: it may not be absent while there are calls");
            draft.Edit().ToolConfig = new ToolConfiguration(ToolsOf(draft.Request.Messages));
        }
        else if (draft.Request.ToolConfig is not null)
        {
            draft.Adjust("toolConfig", "left out: it holds no tool");
            draft.Edit().ToolConfig = null;
        }
    }

    private static bool HasTool(ToolConfiguration? configuration)
    {
        for (int i = 0; i < configuration?.Tools.Count; i++)
        {
            if (configuration.Tools[i] is not CachePointTool)
            {
                return true;
            }
        }

        return false;
    }

    private static List<Tool> ToolsOf(IList<Message> messages)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tools = new List<Tool>();
        foreach (Message message in messages)
        {
            foreach (ContentBlock block in message.Content)
            {
                if (block is ToolUseBlock call && names.Add(call.Name))
                {
                    tools.Add(new ToolSpecification(call.Name, null, s_anything));
                }
            }
        }

        // Results whose calls have been cut off the history name no tool, but need one.
        return tools.Count > 0 ? tools : [new ToolSpecification(Unnamed, null, s_anything)];
    }
}
