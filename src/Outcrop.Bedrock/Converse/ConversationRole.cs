namespace Outcrop.Bedrock.Converse;

/// <summary>Who speaks in a message: <c>user</c>, <c>assistant</c>, or <c>system</c> where a model takes it inside the conversation.</summary>
/// <param name="Value">The text on the wire.</param>
public readonly record struct ConversationRole(string Value)
{
    /// <summary>The user, tool results included.</summary>
    public static readonly ConversationRole User = new("user");

    /// <summary>The model.</summary>
    public static readonly ConversationRole Assistant = new("assistant");

    /// <summary>An instruction inside the conversation (2026; few models take it).</summary>
    public static readonly ConversationRole System = new("system");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
