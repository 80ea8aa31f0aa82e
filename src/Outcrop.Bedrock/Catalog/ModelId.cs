namespace Outcrop.Bedrock.Catalog;

/// <summary>A model identifier taken apart. Immutable.</summary>
public sealed partial record ModelId
{
    /// <summary>The identifier as given; what goes into the request's path.</summary>
    public required string Value { get; init; }

    /// <summary>What it names.</summary>
    public required ModelIdKind Kind { get; init; }

    /// <summary>The foundation model behind it without region prefix, such as <c>anthropic.claude-3-haiku-20240307-v1:0</c>; <see langword="null"/> when the identifier does not tell.</summary>
    public string? BaseModelId { get; init; }

    /// <summary>The provider, such as <c>anthropic</c>; <see langword="null"/> when the identifier does not tell.</summary>
    public string? Provider { get; init; }

    /// <summary>The region prefix without its dot, such as <c>us</c> or <c>us-gov</c>; <see langword="null"/> when there is none.</summary>
    public string? RegionPrefix { get; init; }

    /// <summary>The region of an ARN.</summary>
    public string? Region { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
