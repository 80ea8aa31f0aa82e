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

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>Members of another dialect's message that neither this type nor Converse can hold; empty (the default) when there are none.</summary>
    public DialectMembers Dialect { get; init; }

    /// <summary>How it was spelt where it was read.</summary>
    internal WireMark Mark { get; init; }

    /// <summary>The texts of the message, cited ones included, joined.</summary>
    public string Text
    {
        get
        {
            var text = new System.Text.StringBuilder();
            foreach (ContentBlock block in Content)
            {
                text.Append(block switch
                {
                    TextBlock plain => plain.Text,
                    CitationsBlock cited => cited.Text,
                    _ => null,
                });
            }

            return text.ToString();
        }
    }
}
