using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>
/// Converse takes a conversation that begins with the user, whose messages alternate and are not empty, and all results of one turn's calls in one message, before anything else in it (acceptance rows 7 and 9).
/// </summary>
internal sealed class MessageOrderRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "message-order";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        IList<Message> given = draft.Request.Messages;
        if (given.Count == 0 || ((draft.Traits & RequestTraits.Disorder) == 0 && !HasEmpty(given)))
        {
            return;
        }

        var messages = new List<Message>(given.Count);
        for (int i = 0; i < given.Count; i++)
        {
            Message message = given[i];
            if (message.Content.Count == 0)
            {
                bool unsaid = i == given.Count - 1 && i > 0 && message.Role == ConversationRole.Assistant;
                draft.Adjust($"messages[{i}]", unsaid ? "left out: it is empty" : $"\"{ContentRule.Placeholder}\" stands for a message without content");
                if (unsaid)
                {
                    continue;
                }

                message = With(message, [new TextBlock(ContentRule.Placeholder)]);
            }

            if (messages.Count == 0 && message.Role == ConversationRole.Assistant)
            {
                draft.Adjust("messages", $"begins with a user's message \"{ContentRule.Placeholder}\": the assistant may not speak first");
                messages.Add(new Message(ConversationRole.User, ContentRule.Placeholder));
            }

            if (messages.Count > 0 && messages[^1].Role == message.Role)
            {
                draft.Adjust($"messages[{i}]", "joined with the one before: roles must alternate");
                messages[^1] = Join(draft, messages[^1], message, i);
            }
            else
            {
                messages.Add(message);
            }
        }

        for (int i = 0; i < messages.Count; i++)
        {
            // Results that stand in the assistant's turn are of tools that the service ran itself.
            if (messages[i].Role == ConversationRole.User && ResultsFirst(messages[i].Content) is { } ordered)
            {
                draft.Adjust($"messages[{i}].content", "the tools' results come first");
                messages[i] = With(messages[i], ordered);
            }
        }

        draft.Replace(messages);
    }

    private static bool HasEmpty(IList<Message> messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Content.Count == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Message With(Message message, IEnumerable<ContentBlock> content) => new(message.Role, content) { Additional = message.Additional, Dialect = message.Dialect };

    private static Message Join(RequestDraft draft, Message first, Message second, int index)
    {
        if (!first.Additional.IsEmpty && !second.Additional.IsEmpty && !first.Additional.Equals(second.Additional))
        {
            draft.Drop($"messages[{index}]", "members besides role and content: the message is joined with one that has others");
        }

        return new Message(first.Role, [.. first.Content, .. second.Content])
        {
            Additional = first.Additional.IsEmpty ? second.Additional : first.Additional,
            Dialect = first.Dialect.IsEmpty ? second.Dialect : first.Dialect,
        };
    }

    /// <summary>Results before the rest, each with the cache point that follows it; <see langword="null"/> when they are so already.</summary>
    private static List<ContentBlock>? ResultsFirst(IList<ContentBlock> content)
    {
        var results = new List<ContentBlock>();
        var rest = new List<ContentBlock>();
        bool behind = false;
        bool last = false;
        foreach (ContentBlock block in content)
        {
            bool leads = block is ToolResultBlock || (block is CachePointBlock && last);
            behind |= leads && rest.Count > 0;
            (leads ? results : rest).Add(block);
            last = leads;
        }

        return behind ? [.. results, .. rest] : null;
    }
}
