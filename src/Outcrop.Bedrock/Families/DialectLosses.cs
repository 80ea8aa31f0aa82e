using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Reports what blocks, messages and tools carry that the target's dialect has no place for: members of another dialect, and Converse's own where the target is not Converse.</summary>
internal static class DialectLosses
{
    private const string Foreign = "a member of another dialect";
    private const string Unknown = "unknown";

    /// <summary>Reports for a family's body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="dialect">The dialect whose own members are written.</param>
    /// <param name="keepsConverse">Whether the body has Converse's blocks, with whatever members they have.</param>
    /// <param name="dropped">Collects the losses.</param>
    public static void Report(ConverseRequest request, string dialect, bool keepsConverse, ICollection<DroppedParameter> dropped)
    {
        if (AnyOf(request.System, dialect, keepsConverse))
        {
            ReportBlocks(request.System, "system", dialect, keepsConverse, dropped);
        }

        for (int i = 0; i < request.Messages.Count; i++)
        {
            Message message = request.Messages[i];
            if (!message.Additional.IsEmpty && !keepsConverse)
            {
                ReportMembers(message.Additional, Index("messages", i), Unknown, dropped);
            }

            if (!message.Dialect.IsEmpty && message.Dialect.Dialect != dialect)
            {
                ReportMembers(message.Dialect.Members, Index("messages", i), Foreign, dropped);
            }

            if (AnyOf(message.Content, dialect, keepsConverse))
            {
                ReportBlocks(message.Content, Index("messages", i) + ".content", dialect, keepsConverse, dropped);
            }
        }

        if (request.ToolConfig is { } tools)
        {
            ReportTools(tools, dialect, keepsConverse, dropped);
        }
    }

    /// <summary>Reports for Converse's body.</summary>
    public static void ReportForConverse(ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        Report(request, "converse", keepsConverse: true, dropped);

        // All have their place in a model's own additional fields; a request that still has them here was not given one.
        if (request.ToolConfig is { DisableParallelToolUse: true })
        {
            dropped.Add(new DroppedParameter("toolConfig.disableParallelToolUse", "Converse has no such member"));
        }

        FamilyRequest.DropTopK(request, dropped);
        FamilyRequest.DropReasoning(request, dropped);
    }

    /// <summary>Reports each member of an opaque object.</summary>
    public static void ReportMembers(RawJson members, string path, string reason, ICollection<DroppedParameter> dropped)
    {
        using JsonDocument document = JsonDocument.Parse(members.Utf8, ConverseJson.DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            dropped.Add(new DroppedParameter(path + "." + member.Name, reason));
        }
    }

    private static void ReportTools(ToolConfiguration tools, string dialect, bool keepsConverse, ICollection<DroppedParameter> dropped)
    {
        if (!tools.Additional.IsEmpty && !keepsConverse)
        {
            ReportMembers(tools.Additional, "toolConfig", Unknown, dropped);
        }

        if (!tools.Dialect.IsEmpty && tools.Dialect.Dialect != dialect)
        {
            ReportMembers(tools.Dialect.Members, "toolConfig", Foreign, dropped);
        }

        for (int i = 0; i < tools.Tools.Count; i++)
        {
            Tool tool = tools.Tools[i];
            if (!tool.Additional.IsEmpty && !keepsConverse)
            {
                ReportMembers(tool.Additional, Index("toolConfig.tools", i), Unknown, dropped);
            }

            if (tool is not UnknownTool && !tool.Dialect.IsEmpty && tool.Dialect.Dialect != dialect)
            {
                ReportMembers(tool.Dialect.Members, Index("toolConfig.tools", i), Foreign, dropped);
            }
        }
    }

    /// <summary>Whether there is anything to report. It costs nothing, unlike the paths that a report needs.</summary>
    private static bool AnyOf(IEnumerable<ContentBlock> blocks, string dialect, bool keepsConverse)
    {
        foreach (ContentBlock block in ItemSpan.Of(blocks))
        {
            bool own = !keepsConverse && (!block.Additional.IsEmpty || SourceOf(block) is { Additional.IsEmpty: false });
            bool foreign = block is not UnknownBlock && !block.Dialect.IsEmpty && block.Dialect.Dialect != dialect;
            bool inner = block switch
            {
                ToolResultBlock result => AnyOf(result.Content, dialect, keepsConverse),
                DocumentBlock { Source: ContentSource content } => AnyOf(content.Content, dialect, keepsConverse),
                _ => false,
            };
            if (own || foreign || inner)
            {
                return true;
            }
        }

        return false;
    }

    private static void ReportBlocks(IEnumerable<ContentBlock> blocks, string path, string dialect, bool keepsConverse, ICollection<DroppedParameter> dropped)
    {
        int i = -1;
        foreach (ContentBlock block in blocks)
        {
            i++;
            if (!keepsConverse)
            {
                if (!block.Additional.IsEmpty)
                {
                    ReportMembers(block.Additional, Index(path, i), Unknown, dropped);
                }

                if (SourceOf(block) is { Additional.IsEmpty: false } source)
                {
                    ReportMembers(source.Additional, Index(path, i) + ".source", Unknown, dropped);
                }
            }

            // A whole block of another dialect is refused by the writer, not dropped.
            if (block is not UnknownBlock && !block.Dialect.IsEmpty && block.Dialect.Dialect != dialect)
            {
                ReportMembers(block.Dialect.Members, Index(path, i), Foreign, dropped);
            }

            switch (block)
            {
                case ToolResultBlock result:
                    ReportBlocks(result.Content, Index(path, i) + ".toolResult.content", dialect, keepsConverse, dropped);
                    break;
                case DocumentBlock { Source: ContentSource content }:
                    ReportBlocks(content.Content, Index(path, i) + ".document.source.content", dialect, keepsConverse, dropped);
                    break;
                default:
                    break;
            }
        }
    }

    private static MediaSource? SourceOf(ContentBlock block) => block switch
    {
        ImageBlock image => image.Source,
        DocumentBlock document => document.Source,
        VideoBlock video => video.Source,
        AudioBlock audio => audio.Source,
        _ => null,
    };

    private static string Index(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
