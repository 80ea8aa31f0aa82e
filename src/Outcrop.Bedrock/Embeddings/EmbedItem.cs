namespace Outcrop.Bedrock.Embeddings;

/// <summary>One thing to embed: a text or an image.</summary>
internal readonly record struct EmbedItem(string? Text, EmbedImage? Image)
{
    /// <summary>Everything a request wants embedded, in the order of its vectors.</summary>
    public static List<EmbedItem> Of(EmbedRequest request) =>
        [.. request.Texts.Select(static text => new EmbedItem(text, null)), .. request.Images.Select(static image => new EmbedItem(null, image))];
}
