namespace Outcrop.Bedrock.Converse;

/// <summary>One message of a conversation. Not thread-safe.</summary>
public sealed class Message
{
    /// <summary>Creates a message of content blocks.</summary>
    /// <param name="role">Who speaks.</param>
    /// <param name="content">What is said, in order.</param>
    public Message(ConversationRole role, IEnumerable<ContentBlock> content)
    {
        Role = role;
        Content = [.. content];
    }

    /// <summary>Creates a message of one text.</summary>
    /// <param name="role">Who speaks.</param>
    /// <param name="text">What is said.</param>
    public Message(ConversationRole role, string text)
        : this(role, [new TextBlock(text)])
    {
    }

    /// <summary>Who speaks.</summary>
    public ConversationRole Role { get; }

    /// <summary>What is said, in order.</summary>
    public IList<ContentBlock> Content { get; }

    /// <summary>The texts of the message, joined.</summary>
    public string Text => string.Concat(Content.OfType<TextBlock>().Select(block => block.Text));
}
