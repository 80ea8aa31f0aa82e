namespace Outcrop.Bedrock.Converse;

/// <summary>One entry of <c>toolConfig.tools</c>. Immutable.</summary>
public abstract record Tool
{
    private protected Tool()
    {
    }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>Members of another dialect's tool that neither this type nor Converse can hold; empty (the default) when there are none.</summary>
    public DialectMembers Dialect { get; init; }

    /// <summary>How it was spelt where it was read.</summary>
    internal WireMark Mark { get; init; }
}

/// <summary>A tool the caller runs.</summary>
/// <param name="Name">1 to 64 of <c>[a-zA-Z0-9_-]</c>.</param>
/// <param name="Description">What it does, or <see langword="null"/>.</param>
/// <param name="InputSchema">The JSON schema of its arguments.</param>
/// <param name="Strict">Whether the model must keep to the schema; <see langword="null"/> leaves it out.</param>
public sealed record ToolSpecification(string Name, string? Description, RawJson InputSchema, bool? Strict = null) : Tool;

/// <summary>A tool that the service runs itself: Converse's <c>systemTool</c>, such as Nova's <c>nova_grounding</c>.</summary>
/// <param name="Name">Its name.</param>
public sealed record SystemTool(string Name) : Tool;

/// <summary>A cache point among the tools: the tools before it are kept in the prompt cache.</summary>
/// <param name="Ttl">How long: <c>5m</c> or <c>1h</c>; <see langword="null"/> leaves it to the service, which means five minutes.</param>
public sealed record CachePointTool(string? Ttl = null) : Tool;

/// <summary>An entry this version does not model, kept as it stands.</summary>
/// <param name="Name">The union member's name.</param>
/// <param name="Value">The union member's value.</param>
public sealed record UnknownTool(string Name, RawJson Value) : Tool;
