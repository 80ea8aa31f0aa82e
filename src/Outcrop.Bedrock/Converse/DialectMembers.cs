namespace Outcrop.Bedrock.Converse;

/// <summary>
/// What a block, message or tool carried in another dialect than Converse and has no place for in the neutral model, such as Anthropic's <c>caller</c> of a tool call.
/// The same dialect's writer puts it back; every other one reports it as dropped. Immutable.
/// </summary>
/// <param name="Dialect">The family whose members these are, by its name, such as <c>anthropic-messages</c>.</param>
/// <param name="Members">The members as one JSON object.</param>
public readonly record struct DialectMembers(string? Dialect, RawJson Members)
{
    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Members.IsEmpty;

    /// <summary>The members, if they are of a dialect.</summary>
    /// <param name="dialect">The family's name.</param>
    internal RawJson Of(string dialect) => Dialect == dialect ? Members : default;
}
