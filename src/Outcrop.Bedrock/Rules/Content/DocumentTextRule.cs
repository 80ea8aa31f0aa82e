using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>
/// Converse wants words beside a document: "A text block must be included when using documents." Anthropic's and OpenAI's own APIs do not, and a file with its question in the system prompt is usual there.
/// Comes when messages have been joined: the words may stand in the next one.
/// </summary>
internal sealed class DocumentTextRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "document-text";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (!draft.IsConverse || (draft.Traits & RequestTraits.Document) == 0)
        {
            return;
        }

        List<Message>? messages = null;
        for (int i = 0; i < draft.Request.Messages.Count; i++)
        {
            Message message = draft.Request.Messages[i];
            if (message.Role != ConversationRole.User || !LacksWords(message.Content))
            {
                continue;
            }

            draft.Adjust($"messages[{i}].content", $"\"{ContentRule.Placeholder}\" stands beside a document without a text");
            messages ??= [.. draft.Request.Messages];
            messages[i] = new Message(message.Role, [.. message.Content, new TextBlock(ContentRule.Placeholder)]) { Additional = message.Additional, Dialect = message.Dialect };
        }

        if (messages is not null)
        {
            draft.Replace(messages);
        }
    }

    private static bool LacksWords(IList<ContentBlock> content)
    {
        bool document = false;
        for (int i = 0; i < content.Count; i++)
        {
            if (content[i] is TextBlock)
            {
                return false;
            }

            document |= content[i] is DocumentBlock;
        }

        return document;
    }
}
