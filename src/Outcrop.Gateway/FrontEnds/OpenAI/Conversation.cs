using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Adds to a conversation as Bedrock wants it: roles alternate, and the results of one round of tools are one message.</summary>
internal static class Conversation
{
    /// <summary>Adds what someone says to the last message when it is theirs, else as a message of its own.</summary>
    /// <param name="request">The conversation.</param>
    /// <param name="role">Who speaks.</param>
    /// <param name="content">What is said.</param>
    public static void Add(ConverseRequest request, ConversationRole role, IReadOnlyList<ContentBlock> content)
    {
        if (request.Messages.Count > 0 && request.Messages[^1].Role == role)
        {
            foreach (ContentBlock block in content)
            {
                request.Messages[^1].Content.Add(block);
            }
        }
        else
        {
            request.Messages.Add(new Message(role, content));
        }
    }
}
