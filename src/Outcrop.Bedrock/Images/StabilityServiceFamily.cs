using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>
/// Stability's image services: each model id does one thing to an image. What only one of them has (<c>grow_mask</c>, <c>search_prompt</c>, <c>left</c>, <c>creativity</c>, …) goes into the vendor fields.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/stable-image-services.html.
/// </summary>
internal sealed class StabilityServiceFamily : StabilityFamily
{
    /// <inheritdoc/>
    public override string Name => "stability-services";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId is { Provider: "stability", BaseModelId: { } id }
        && (id.StartsWith("stability.stable-", StringComparison.Ordinal) && !id.StartsWith("stability.stable-diffusion", StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override void WriteBody(BodyWriter body, ImageRequest request, string model, ICollection<DroppedParameter> dropped)
    {
        ImageTask own = model.Contains("-inpaint", StringComparison.Ordinal) ? ImageTask.Inpaint
            : model.Contains("-outpaint", StringComparison.Ordinal) ? ImageTask.Outpaint
            : model.Contains("-remove-background", StringComparison.Ordinal) ? ImageTask.RemoveBackground
            : ImageTask.Vary;
        if (request.Task != ImageTask.Generate && request.Task != own)
        {
            throw Refuse($"do one thing each, and '{model}' does not do {request.Task}");
        }

        if (model.Contains("-style-transfer", StringComparison.Ordinal))
        {
            WriteFile(body, "init_image", FirstImage(request));
            WriteFile(body, "style_image", request.Images.Count > 1 ? request.Images[1] : throw Refuse("need two images to transfer a style: the one to change and the one whose style it takes"));
            DropIf(request.Images.Count > 2, "images", dropped, "the model takes two");
        }
        else
        {
            WriteFile(body, "image", FirstImage(request));
            DropIf(request.Images.Count > 1, "images", dropped, "the model takes one");
        }

        if (!request.Mask.IsEmpty)
        {
            WriteFile(body, "mask", request.Mask);
        }

        WriteIf(body, "prompt", request.Prompt);
        WriteIf(body, "style_preset", request.Style);
        WriteStrength(body, request, model, dropped);
        WriteIf(body, "aspect_ratio", model.Contains("-style-guide", StringComparison.Ordinal) ? request.AspectRatio : null);
        WriteCommon(body, request, dropped);
        DropIf(request.AspectRatio is not null && !model.Contains("-style-guide", StringComparison.Ordinal), "aspectRatio", dropped);
        DropIf(request.Width is not null || request.Height is not null, "width, height", dropped);
        DropIf(request.MaskPrompt is not null, "maskPrompt", dropped, "say it as search_prompt or select_prompt in the vendor fields");
    }

    /// <summary>The services that go by an image's lines call its strength by names of their own.</summary>
    private static void WriteStrength(BodyWriter body, ImageRequest request, string model, ICollection<DroppedParameter> dropped)
    {
        string? name = model.Contains("-control-", StringComparison.Ordinal) ? "control_strength"
            : model.Contains("-style-guide", StringComparison.Ordinal) ? "fidelity"
            : model.Contains("-style-transfer", StringComparison.Ordinal) ? "style_strength"
            : null;
        if (name is not null)
        {
            body.Number(name, request.Strength);
        }

        DropIf(request.Strength is not null && name is null, "strength", dropped);
    }
}
