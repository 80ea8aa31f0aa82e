namespace Outcrop.Bedrock.Guardrails;

/// <summary>A block of content for a guardrail. Immutable.</summary>
public abstract record GuardrailContent
{
    private protected GuardrailContent()
    {
    }
}

/// <summary>Text.</summary>
/// <param name="Text">The text.</param>
public sealed record GuardrailText(string Text) : GuardrailContent
{
    /// <summary>What part it plays: <c>grounding_source</c>, <c>query</c>, <c>guard_content</c>. Default: none.</summary>
    public IReadOnlyList<string> Qualifiers { get; init; } = [];
}

/// <summary>An image.</summary>
/// <param name="Format"><c>png</c> or <c>jpeg</c>.</param>
/// <param name="Bytes">The image file.</param>
public sealed record GuardrailImage(string Format, ReadOnlyMemory<byte> Bytes) : GuardrailContent;
