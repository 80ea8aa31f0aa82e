namespace Outcrop.Bedrock.Converse;

/// <summary>Converse's <c>toolConfig</c>.</summary>
/// <param name="Tools">The tools, in order; at least one.</param>
/// <param name="ToolChoice">Whether and which must be called; <see langword="null"/> leaves the choice to the model.</param>
public sealed record ToolConfiguration(IReadOnlyList<Tool> Tools, ToolChoice? ToolChoice = null)
{
    /// <summary>
    /// Whether the model may call one tool at most in an answer; <see langword="null"/> (the default) leaves it to the model. Converse has no member for it: it is written into the model's own field where the catalogue names one
    /// (<see cref="Catalog.ModelToolRules.DisableParallelPlace"/>), into the bodies of dialects that have it, and reported as dropped elsewhere.
    /// Source: https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use (<c>disable_parallel_tool_use</c>).
    /// </summary>
    public bool? DisableParallelToolUse { get; init; }

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>Members of another dialect's tool choice that neither this type nor Converse can hold; empty (the default) when there are none.</summary>
    public DialectMembers Dialect { get; init; }

    /// <summary>How the choice was spelt where it was read.</summary>
    internal WireMark Mark { get; init; }
}
