namespace Outcrop.Bedrock.Rules.Content;

/// <summary>Where a block stands in the caller's request. Written out only when something is reported.</summary>
/// <param name="Message">The message's index; -1 for the system prompt.</param>
/// <param name="Index">The block's index.</param>
/// <param name="Inner">The index within a tool's result; -1 for none.</param>
internal readonly record struct BlockPlace(int Message, int Index, int Inner = -1)
{
    /// <summary>The system prompt.</summary>
    public const int System = -1;

    /// <summary>The path of a member of the block.</summary>
    /// <param name="member">The union member's name, and what is below it.</param>
    public string Path(string member) => $"{this}.{member}";

    /// <inheritdoc/>
    public override string ToString() => (Message, Inner) switch
    {
        (System, _) => $"system[{Index}]",
        (_, < 0) => $"messages[{Message}].content[{Index}]",
        _ => $"messages[{Message}].content[{Index}].toolResult.content[{Inner}]",
    };
}
