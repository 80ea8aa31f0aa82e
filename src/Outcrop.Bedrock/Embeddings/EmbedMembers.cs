namespace Outcrop.Bedrock.Embeddings;

/// <summary>What of a line's own body the neutral request can hold.</summary>
internal sealed class EmbedMembers
{
    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; set; } = [];

    /// <summary>The image.</summary>
    public EmbedImage? Image { get; set; }

    /// <inheritdoc cref="EmbedRequest.Dimensions"/>
    public int? Dimensions { get; set; }

    /// <inheritdoc cref="EmbedRequest.Normalize"/>
    public bool? Normalize { get; set; }

    /// <inheritdoc cref="EmbedRequest.InputType"/>
    public string? InputType { get; set; }

    /// <inheritdoc cref="EmbedRequest.Truncate"/>
    public string? Truncate { get; set; }

    /// <summary>Whether there is nothing to embed.</summary>
    public bool IsEmpty => Texts.Count == 0 && Image is null;
}
