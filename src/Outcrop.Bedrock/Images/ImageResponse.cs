using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>The images of an <see cref="ImageRequest"/>. There is at least one good one: an answer of which everything was held back is a <see cref="Errors.BedrockException"/>.</summary>
public sealed class ImageResponse
{
    /// <summary>The images in the model's order, those that were held back among them.</summary>
    public required IReadOnlyList<GeneratedImage> Images { get; init; }

    /// <summary>What the model says of images that are missing, such as that some were blocked; <see langword="null"/> when nothing was.</summary>
    public string? Error { get; init; }

    /// <summary>Whether less came than was asked for, because something was held back.</summary>
    public bool IsPartial => Error is not null || Images.Any(static image => image.Refusal is not null);

    /// <summary>Parts of the request that the model could not take and that were left out; empty when nothing was.</summary>
    public IReadOnlyList<DroppedParameter> Dropped { get; internal set; } = [];

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; internal set; }
}
