using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>
/// Stability's models that make images: Stable Image Core and Ultra, Stable Diffusion 3 and 3.5. They take no size but a ratio.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-3-5-large.html.
/// </summary>
internal sealed class StabilityGenerateFamily : StabilityFamily
{
    private static readonly string[] s_ratios = ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"];

    /// <inheritdoc/>
    public override string Name => "stability-generate";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId is { Provider: "stability", BaseModelId: { } id }
        && (id.StartsWith("stability.sd3", StringComparison.Ordinal) || id.StartsWith("stability.stable-image-core", StringComparison.Ordinal) || id.StartsWith("stability.stable-image-ultra", StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override void WriteBody(BodyWriter body, ImageRequest request, string model, ICollection<DroppedParameter> dropped)
    {
        bool fromImage = request.Images.Count > 0;
        if (request.Task is not (ImageTask.Generate or ImageTask.Vary))
        {
            throw Refuse($"have no task {request.Task}");
        }

        if (fromImage && model.Contains("image-core", StringComparison.Ordinal))
        {
            throw Refuse("take no image when they are Stable Image Core");
        }

        body.String("prompt", Prompt(request));
        if (model.StartsWith("stability.sd3", StringComparison.Ordinal))
        {
            body.String("mode", fromImage ? "image-to-image" : "text-to-image");
        }

        if (fromImage)
        {
            WriteFile(body, "image", FirstImage(request));

            // The service demands it beside an image; half is neither the image nor the text alone.
            body.Number("strength", request.Strength ?? 0.5);
            DropIf(request.AspectRatio is not null || request.Width is not null || request.Height is not null, "aspectRatio", dropped, "the result has the image's size");
        }
        else
        {
            WriteRatio(body, request, dropped);
            DropIf(request.Strength is not null, "strength", dropped, "there is no image it could count for");
        }

        WriteCommon(body, request, dropped);
        DropIf(request.Style is not null, "style", dropped);
        DropIf(!request.Mask.IsEmpty, "mask", dropped);
        DropIf(request.MaskPrompt is not null, "maskPrompt", dropped);
        DropIf(request.Images.Count > 1, "images", dropped, "the model takes one");
    }

    private static void WriteRatio(BodyWriter body, ImageRequest request, ICollection<DroppedParameter> dropped)
    {
        string? ratio = request.AspectRatio;
        if (ratio is null && request is { Width: > 0 and { } width, Height: > 0 and { } height })
        {
            ratio = Array.Find(s_ratios, known => known.Split(':') is [string left, string right] && width * long.Parse(right, System.Globalization.CultureInfo.InvariantCulture) == height * long.Parse(left, System.Globalization.CultureInfo.InvariantCulture));
        }

        WriteIf(body, "aspect_ratio", ratio);
        DropIf(request.Width is not null || request.Height is not null, "width, height", dropped, ratio is null ? "the model takes a ratio, and they make none it knows" : "the model takes a ratio");
    }
}
