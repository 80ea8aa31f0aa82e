using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// A conversation in Converse's form: system messages apart, tool results in the user's turn, neighbours of one role joined, since Converse
/// wants the results of parallel calls in one message and the results before all else in it.
/// </summary>
internal static class ConversationReader
{
    /// <summary>Adds the conversation to a request.</summary>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="request">The request to add to.</param>
    /// <exception cref="NotSupportedException">A message holds content that Converse does not take.</exception>
    public static void Read(IEnumerable<ChatMessage> messages, ConverseRequest request)
    {
        foreach (ChatMessage message in messages)
        {
            List<ContentBlock> blocks = ReadBlocks(message);
            if (message.Role == ChatRole.System)
            {
                Append(request.System, blocks);
                continue;
            }

            if (blocks.Count > 0)
            {
                Append(TurnOf(request.Messages, RoleOf(message.Role)), blocks);
            }
        }
    }

    /// <summary>The tools that were called in the conversation: Converse wants them declared again.</summary>
    public static IEnumerable<string> ToolNames(ConverseRequest request) =>
        request.Messages.SelectMany(message => message.Content).OfType<ToolUseBlock>().Where(call => call.Type != "server_tool_use").Select(call => call.Name).Distinct(StringComparer.Ordinal);

    private static List<ContentBlock> ReadBlocks(ChatMessage message)
    {
        var blocks = new List<ContentBlock>(message.Contents.Count);
        foreach (AIContent content in message.Contents)
        {
            if (ContentReader.Read(content) is { } block)
            {
                blocks.Add(block);
            }
        }

        return blocks;
    }

    private static void Append(Message turn, List<ContentBlock> blocks)
    {
        if (turn.Role != ConversationRole.User)
        {
            Append(turn.Content, blocks);
            return;
        }

        foreach (ContentBlock block in blocks)
        {
            int place = block is ToolResultBlock ? turn.Content.TakeWhile(other => other is ToolResultBlock).Count() : turn.Content.Count;
            turn.Content.Insert(place, block);
        }
    }

    private static void Append(IList<ContentBlock> turn, List<ContentBlock> blocks)
    {
        foreach (ContentBlock block in blocks)
        {
            turn.Add(block);
        }
    }

    private static Message TurnOf(IList<Message> messages, ConversationRole role)
    {
        if (messages.Count == 0 || messages[^1].Role != role)
        {
            messages.Add(new Message(role, []));
        }

        return messages[^1];
    }

    private static ConversationRole RoleOf(ChatRole role) =>
        role == ChatRole.Assistant ? ConversationRole.Assistant
        : role == ChatRole.User || role == ChatRole.Tool ? ConversationRole.User
        : throw new NotSupportedException($"Bedrock's Converse has no role '{role.Value}'.");
}
