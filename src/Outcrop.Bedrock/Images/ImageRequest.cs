using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Images;

/// <summary>
/// An image to make or to change. What a model cannot take is left out and reported, or refused where the image would be another one without it.
/// Sources: https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html, https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html,
/// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html, https://docs.aws.amazon.com/bedrock/latest/userguide/stable-image-services.html.
/// </summary>
public sealed class ImageRequest
{
    private string _modelId = "";

    /// <summary>Model id, inference profile id, or any model ARN of an image model.</summary>
    public required string ModelId
    {
        get => _modelId;
        init => _modelId = value;
    }

    /// <summary>What is to be done. Default: <see cref="ImageTask.Generate"/>. Stability's services do one thing each, which their id says.</summary>
    public ImageTask Task { get; init; }

    /// <summary>What the image shall show. Default: none, which not every task allows.</summary>
    public string? Prompt { get; init; }

    /// <summary>What it shall not show. Default: nothing.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The images to start from, as PNG or JPEG files. Default: none.</summary>
    public IReadOnlyList<Blob> Images { get; init; } = [];

    /// <summary>The mask: an image of black and white of the first image's size. Amazon's models paint the black part when they inpaint and the white one when they outpaint; Stability's the white one. Default: none.</summary>
    public Blob Mask { get; init; }

    /// <summary>The mask in words, for models that find it themselves. Default: none.</summary>
    public string? MaskPrompt { get; init; }

    /// <summary>Colours as <c>#RRGGBB</c>, for <see cref="ImageTask.ColorGuided"/>. Default: none.</summary>
    public IReadOnlyList<string> Colors { get; init; } = [];

    /// <summary>How many images. Default: the model's, which is one.</summary>
    public int? Count { get; init; }

    /// <summary>The width in pixels. Default: the model's.</summary>
    public int? Width { get; init; }

    /// <summary>The height in pixels. Default: the model's.</summary>
    public int? Height { get; init; }

    /// <summary>The ratio of width to height, such as <c>16:9</c>, for models that take no pixels. Default: what width and height say, else the model's.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>The start of the model's chance; the same one gives the same image. Default: the model's.</summary>
    public long? Seed { get; init; }

    /// <summary><c>standard</c> or <c>premium</c>. Default: the model's.</summary>
    public string? Quality { get; init; }

    /// <summary>How closely to keep to the prompt, 1.1 to 10. Default: the model's.</summary>
    public double? Guidance { get; init; }

    /// <summary>How strongly the first image counts, 0 to 1, as the model itself understands it. Default: the model's.</summary>
    public double? Strength { get; init; }

    /// <summary>A style by the model's own name for it, such as <c>PHOTOREALISM</c>. Default: none.</summary>
    public string? Style { get; init; }

    /// <summary>What of the first image counts: <c>CANNY_EDGE</c> or <c>SEGMENTATION</c>. Default: the model's.</summary>
    public string? ControlMode { get; init; }

    /// <summary>How the painted part meets the rest: <c>DEFAULT</c> or <c>PRECISE</c>. Default: the model's.</summary>
    public string? OutpaintingMode { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>, for models that let one choose. Default: the model's.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Vendor fields to add to the body, as one JSON object; what the request itself sets wins. Default: none.</summary>
    public RawJson? AdditionalModelRequestFields { get; init; }

    /// <summary>What its calls have other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request for another model, sent otherwise; what it holds is shared.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="policy">What its calls have other than the client.</param>
    internal ImageRequest For(string modelId, CallPolicy? policy)
    {
        var copy = (ImageRequest)MemberwiseClone();
        copy._modelId = modelId;
        copy.Policy = policy;
        return copy;
    }
}
