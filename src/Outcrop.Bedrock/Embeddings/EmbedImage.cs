namespace Outcrop.Bedrock.Embeddings;

/// <summary>An image to embed. Immutable.</summary>
/// <param name="Format"><c>png</c>, <c>jpeg</c>, <c>gif</c> or <c>webp</c>; which of them a model takes is its own affair.</param>
/// <param name="Bytes">The image file. It must not change until the call has ended.</param>
/// <param name="Text">A text that goes with the image into the same vector, where the model can do that: Titan Multimodal and Cohere Embed v4. Default: none.</param>
public sealed record EmbedImage(string Format, ReadOnlyMemory<byte> Bytes, string? Text = null);
