using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>An image's format is what its bytes say: people write <c>image/jpg</c> and name a jpeg png, and the service refuses both (acceptance row 13). Bytes that are no image are refused here.</summary>
internal sealed class ImageRule : BlockRule
{
    /// <inheritdoc/>
    public override string Name => "image";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) => (draft.Traits & RequestTraits.Image) != 0;

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        if (block is not ImageBlock image)
        {
            return block;
        }

        string format = ImageFormat.Normalize(image.Format);
        if (image.Source is BytesSource bytes)
        {
            Span<byte> start = stackalloc byte[ImageFormat.Length];
            format = ImageFormat.Sniff(start[..bytes.Data.CopyStart(start)])
                ?? throw draft.Refuse(place.Path("image.source.bytes"), "the bytes are no png, jpeg, gif or webp image");
        }

        if (format == image.Format)
        {
            return block;
        }

        draft.Adjust(place.Path("image.format"), $"{format}, which the image is");
        return image with { Format = format };
    }
}
