namespace Outcrop.Bedrock.Converse;

/// <summary>One entry of <c>toolConfig.tools</c>. Immutable.</summary>
public abstract record Tool
{
    private protected Tool()
    {
    }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }
}

/// <summary>A tool the caller runs.</summary>
/// <param name="Name">1 to 64 of <c>[a-zA-Z0-9_-]</c>.</param>
/// <param name="Description">What it does, or <see langword="null"/>.</param>
/// <param name="InputSchema">The JSON schema of its arguments.</param>
/// <param name="Strict">Whether the model must keep to the schema; <see langword="null"/> leaves it out.</param>
public sealed record ToolSpecification(string Name, string? Description, RawJson InputSchema, bool? Strict = null) : Tool;

/// <summary>An entry this version does not model (<c>systemTool</c>, <c>cachePoint</c>, …), kept as it stands.</summary>
/// <param name="Name">The union member's name.</param>
/// <param name="Value">The union member's value.</param>
public sealed record UnknownTool(string Name, RawJson Value) : Tool;
