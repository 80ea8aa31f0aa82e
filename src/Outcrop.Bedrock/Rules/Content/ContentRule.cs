using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Caching;
using Outcrop.Bedrock.Rules.Reasoning;
using Outcrop.Bedrock.Rules.Tools;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>Takes every block of the request through the rules for blocks, in one pass, so that all of them report the places of the caller's own request.</summary>
internal sealed class ContentRule : RequestRule
{
    /// <summary>The text of a message or a tool's result of which nothing is left: Bedrock takes neither without content.</summary>
    public const string Placeholder = "(empty)";

    /// <inheritdoc/>
    public override string Name => "content";

    /// <summary>The rules for blocks, in the order in which they are applied.</summary>
    public static IReadOnlyList<BlockRule> Blocks { get; } =
    [
        new BlankTextRule(),
        new ImageRule(),
        new DocumentRule(),
        new ReasoningHistoryRule(),
        new ToolCallRule(),
        new CachePointBlockRule(),
    ];

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        uint active = 0;
        for (int i = 0; i < Blocks.Count; i++)
        {
            active |= Blocks[i].Matters(draft) ? 1u << i : 0;
        }

        if (active == 0)
        {
            return;
        }

        List<ContentBlock>? system = Rewrite(draft, active, draft.Request.System, BlockPlace.System);
        List<Message>? messages = null;
        for (int i = 0; i < draft.Request.Messages.Count; i++)
        {
            Message message = draft.Request.Messages[i];
            if (Rewrite(draft, active, message.Content, i) is { } content)
            {
                messages ??= [.. draft.Request.Messages];
                messages[i] = new Message(message.Role, content) { Additional = message.Additional, Dialect = message.Dialect };
            }
        }

        if (system is not null || messages is not null)
        {
            draft.Replace(messages, system);
        }
    }

    private static List<ContentBlock>? Rewrite(RequestDraft draft, uint active, IList<ContentBlock> blocks, int message)
    {
        List<ContentBlock>? changed = null;
        for (int i = 0; i < blocks.Count; i++)
        {
            var place = new BlockPlace(message, i);
            ContentBlock? block = ApplyAll(draft, active, blocks[i] is ToolResultBlock result ? RewriteResult(draft, active, result, place) : blocks[i], place);
            if (!ReferenceEquals(block, blocks[i]) && changed is null)
            {
                changed = new List<ContentBlock>(blocks.Count);
                for (int j = 0; j < i; j++)
                {
                    changed.Add(blocks[j]);
                }
            }

            if (changed is not null && block is not null)
            {
                changed.Add(block);
            }
        }

        return changed;
    }

    private static ToolResultBlock RewriteResult(RequestDraft draft, uint active, ToolResultBlock result, BlockPlace place)
    {
        List<ContentBlock>? changed = null;
        for (int i = 0; i < result.Content.Count; i++)
        {
            ContentBlock? block = ApplyAll(draft, active, result.Content[i], place with { Inner = i });
            if (!ReferenceEquals(block, result.Content[i]) && changed is null)
            {
                changed = [.. result.Content.Take(i)];
            }

            if (changed is not null && block is not null)
            {
                changed.Add(block);
            }
        }

        if (changed is { Count: 0 })
        {
            changed.Add(new TextBlock(Placeholder));
            draft.Adjust(place.Path("toolResult.content"), $"\"{Placeholder}\" stands for a result without content");
        }

        return changed is null ? result : result with { Content = changed };
    }

    private static ContentBlock? ApplyAll(RequestDraft draft, uint active, ContentBlock block, BlockPlace place)
    {
        ContentBlock? current = block;
        for (int i = 0; i < Blocks.Count && current is not null; i++)
        {
            if ((active & (1u << i)) == 0)
            {
                continue;
            }

            if (current is GuardContentBlock guarded)
            {
                ContentBlock? inner = Blocks[i].Apply(draft, guarded.Content, place);
                current = inner is null ? null : ReferenceEquals(inner, guarded.Content) ? guarded : guarded with { Content = inner };
            }
            else
            {
                current = Blocks[i].Apply(draft, current, place);
            }
        }

        return current;
    }
}
