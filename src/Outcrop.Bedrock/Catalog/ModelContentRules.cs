namespace Outcrop.Bedrock.Catalog;

/// <summary>The content that a model takes in Converse. A list that is <see langword="null"/> is unknown; an empty one means none.</summary>
public sealed record ModelContentRules
{
    /// <summary>The formats of images: <c>png</c>, <c>jpeg</c>, <c>gif</c>, <c>webp</c>.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>The formats of documents: <c>pdf</c>, <c>csv</c>, <c>doc</c>, <c>docx</c>, <c>xls</c>, <c>xlsx</c>, <c>html</c>, <c>txt</c>, <c>md</c>.</summary>
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>The formats of videos.</summary>
    public IReadOnlyList<string>? Videos { get; init; }

    /// <summary>The formats of sound.</summary>
    public IReadOnlyList<string>? Audio { get; init; }

    /// <summary>The kinds that may be given by their place in S3: <c>image</c>, <c>document</c>, <c>video</c>, <c>audio</c>.</summary>
    public IReadOnlyList<string>? S3 { get; init; }

    /// <summary>The kinds that a tool's result may hold: <c>text</c>, <c>json</c>, <c>image</c>, <c>document</c>, <c>video</c>, <c>searchResult</c>.</summary>
    public IReadOnlyList<string>? ToolResults { get; init; }

    /// <summary>Whether documents may be cited; <see langword="null"/> where unknown.</summary>
    public bool? Citations { get; init; }

    /// <summary>Whether a system prompt is taken in Converse; <see langword="null"/> where unknown. <see cref="ModelInfo.System"/> is what the client goes by.</summary>
    public bool? System { get; init; }

    internal static ModelContentRules None { get; } = new();
}
