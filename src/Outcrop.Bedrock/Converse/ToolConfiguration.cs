namespace Outcrop.Bedrock.Converse;

/// <summary>Converse's <c>toolConfig</c>.</summary>
/// <param name="Tools">The tools, in order; at least one.</param>
/// <param name="ToolChoice">Whether and which must be called; <see langword="null"/> leaves the choice to the model.</param>
public sealed record ToolConfiguration(IReadOnlyList<Tool> Tools, ToolChoice? ToolChoice = null)
{
    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>Members of another dialect's tool choice that neither this type nor Converse can hold, such as Anthropic's <c>disable_parallel_tool_use</c>; empty (the default) when there are none.</summary>
    public DialectMembers Dialect { get; init; }

    /// <summary>How the choice was spelt where it was read.</summary>
    internal WireMark Mark { get; init; }
}
