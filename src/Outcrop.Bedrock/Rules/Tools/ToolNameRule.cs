using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>Bedrock takes tool names of at most 64 letters, digits, underscores and hyphens, and ids that may hold dots and colons besides (acceptance row 29). Others go out under another name and come back under their own.</summary>
internal sealed class ToolNameRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "tool-names";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        ConverseRequest request = draft.Request;
        bool history = (draft.Traits & (RequestTraits.ToolUse | RequestTraits.ToolResult)) != 0;
        if (request.ToolConfig is null && !history)
        {
            return;
        }

        Collect(draft, history, legalOnly: null, null);
        if (!draft.Answer.Names.IsEmpty && draft.Request.ToolConfig is { } configuration)
        {
            RenameTools(draft, configuration);
        }
    }

    /// <summary>Walks over all names twice where one is illegal: the legal ones first, since no other may become one of them.</summary>
    private static void Collect(RequestDraft draft, bool history, HashSet<string>? legalOnly, HashSet<string>? legalIds)
    {
        bool illegal = false;
        foreach (Tool tool in draft.Request.ToolConfig?.Tools ?? [])
        {
            if (tool is ToolSpecification specification)
            {
                illegal |= Take(draft.Answer.Names, specification.Name, legalOnly);
            }
        }

        for (int i = 0; history && i < draft.Request.Messages.Count; i++)
        {
            foreach (ContentBlock block in ItemSpan.Of(draft.Request.Messages[i].Content))
            {
                illegal |= block switch
                {
                    ToolUseBlock call => Take(draft.Answer.Names, call.Name, legalOnly) | Take(draft.Answer.Ids, call.ToolUseId, legalIds),
                    ToolResultBlock result => Take(draft.Answer.Ids, result.ToolUseId, legalIds),
                    _ => false,
                };
            }
        }

        if (illegal && legalOnly is null)
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            HashSet<string> ids = new(StringComparer.Ordinal);
            CollectLegal(draft, names, ids);
            Collect(draft, history, names, ids);
        }
    }

    /// <returns>Whether the name is illegal.</returns>
    private static bool Take(NameMap map, string name, HashSet<string>? taken)
    {
        if (map.IsLegal(name))
        {
            return false;
        }

        if (taken is not null)
        {
            map.Add(name, taken.Contains);
        }

        return true;
    }

    private static void CollectLegal(RequestDraft draft, HashSet<string> names, HashSet<string> ids)
    {
        foreach (Tool tool in draft.Request.ToolConfig?.Tools ?? [])
        {
            if (tool is ToolSpecification specification)
            {
                names.Add(specification.Name);
            }
        }

        foreach (Message message in draft.Request.Messages)
        {
            foreach (ContentBlock block in message.Content)
            {
                if (block is ToolUseBlock call)
                {
                    names.Add(call.Name);
                    ids.Add(call.ToolUseId);
                }
            }
        }
    }

    private static void RenameTools(RequestDraft draft, ToolConfiguration configuration)
    {
        NameMap map = draft.Answer.Names;
        var tools = new List<Tool>(configuration.Tools);
        for (int i = 0; i < tools.Count; i++)
        {
            if (tools[i] is ToolSpecification tool && map.Sent(tool.Name) is { } sent && !ReferenceEquals(sent, tool.Name))
            {
                tools[i] = tool with { Name = sent };
                draft.Adjust($"toolConfig.tools[{i}].toolSpec.name", $"{sent}: the name is too long or has other characters than Bedrock takes");
            }
        }

        ToolChoice? choice = configuration.ToolChoice is NamedToolChoice named ? new NamedToolChoice(map.Sent(named.Name)) : configuration.ToolChoice;
        draft.Edit().ToolConfig = configuration with { Tools = tools, ToolChoice = choice };
    }
}
