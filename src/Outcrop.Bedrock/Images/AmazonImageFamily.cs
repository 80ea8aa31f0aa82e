using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>Amazon's image bodies, which Nova Canvas and Titan share: a task, its own parameters, and one configuration for all.</summary>
internal abstract class AmazonImageFamily : ImageFamily
{
    /// <summary>Whether a model of the line has a task.</summary>
    protected abstract bool Has(ImageTask task, string model);

    /// <summary>Whether a model of the line can go by an image when it generates.</summary>
    protected abstract bool TakesCondition(string model);

    /// <summary>Whether the line has styles.</summary>
    protected abstract bool HasStyles { get; }

    /// <inheritdoc/>
    protected sealed override void WriteBody(BodyWriter body, ImageRequest request, string model, ICollection<DroppedParameter> dropped)
    {
        if (!Has(request.Task, model))
        {
            throw Refuse($"have no task {request.Task}");
        }

        (string task, string parameters) = request.Task switch
        {
            ImageTask.Generate => ("TEXT_IMAGE", "textToImageParams"),
            ImageTask.Vary => ("IMAGE_VARIATION", "imageVariationParams"),
            ImageTask.Inpaint => ("INPAINTING", "inPaintingParams"),
            ImageTask.Outpaint => ("OUTPAINTING", "outPaintingParams"),
            ImageTask.RemoveBackground => ("BACKGROUND_REMOVAL", "backgroundRemovalParams"),
            ImageTask.ColorGuided => ("COLOR_GUIDED_GENERATION", "colorGuidedGenerationParams"),
            _ => throw Refuse($"have no task {request.Task}"),
        };
        body.String("taskType", task);
        body.Name(parameters);
        body.Json.WriteStartObject();
        WriteParameters(body.Json, request, model);
        body.Json.WriteEndObject();
        if (request.Task != ImageTask.RemoveBackground)
        {
            WriteConfiguration(body, request);
        }

        Report(request, dropped);
    }

    /// <inheritdoc/>
    protected sealed override ImageResponse ReadBody(JsonElement body)
    {
        var images = new List<GeneratedImage>();
        if (body.TryGetProperty("images", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement image in list.EnumerateArray())
            {
                images.Add(new GeneratedImage(image.GetBytesFromBase64()));
            }
        }

        return new ImageResponse { Images = images, Error = ConverseJson.GetString(body, "error") is { Length: > 0 } error ? error : null };
    }

    private void WriteParameters(Utf8JsonWriter json, ImageRequest request, string model)
    {
        switch (request.Task)
        {
            case ImageTask.Generate:
                WriteText(json, Prompt(request), request);
                WriteCondition(json, request, model);
                break;
            case ImageTask.ColorGuided:
                WriteText(json, Prompt(request), request);
                json.WritePropertyName("colors");
                BodyWriter.WriteStrings(json, request.Colors.Count > 0 ? request.Colors : throw Refuse("need colours for the task ColorGuided"));
                if (request.Images.Count > 0)
                {
                    WriteFile(json, "referenceImage", FirstImage(request));
                }

                break;
            case ImageTask.Vary:
                WriteText(json, request.Prompt, request);
                FirstImage(request);
                json.WriteStartArray("images");
                foreach (Blob image in request.Images)
                {
                    image.WriteValue(json);
                }

                json.WriteEndArray();
                WriteNumber(json, "similarityStrength", request.Strength);
                break;
            case ImageTask.Inpaint or ImageTask.Outpaint:
                WriteText(json, request.Task == ImageTask.Outpaint ? Prompt(request) : request.Prompt, request);
                WriteFile(json, "image", FirstImage(request));
                WriteMask(json, request);
                break;
            case ImageTask.RemoveBackground:
                WriteFile(json, "image", FirstImage(request));
                break;
            default:
                throw Refuse($"have no task {request.Task}");
        }
    }

    private void WriteCondition(Utf8JsonWriter json, ImageRequest request, string model)
    {
        if (request.Images.Count > 0)
        {
            if (!TakesCondition(model))
            {
                throw Refuse("take no image for the task Generate");
            }

            WriteFile(json, "conditionImage", FirstImage(request));
            WriteString(json, "controlMode", request.ControlMode);
            WriteNumber(json, "controlStrength", request.Strength);
        }

        WriteString(json, "style", HasStyles ? request.Style : null);
    }

    private void WriteMask(Utf8JsonWriter json, ImageRequest request)
    {
        if (request.Mask.IsEmpty == request.MaskPrompt is null)
        {
            throw Refuse($"need a mask or a mask prompt, one of them, for the task {request.Task}");
        }

        WriteString(json, "maskPrompt", request.MaskPrompt);
        if (!request.Mask.IsEmpty)
        {
            WriteFile(json, "maskImage", request.Mask);
        }

        WriteString(json, "outPaintingMode", request.Task == ImageTask.Outpaint ? request.OutpaintingMode : null);
    }

    private static void WriteConfiguration(BodyWriter body, ImageRequest request)
    {
        if (request is { Count: null, Width: null, Height: null, Guidance: null, Seed: null, Quality: null })
        {
            return;
        }

        body.Name("imageGenerationConfig");
        body.Json.WriteStartObject();
        WriteNumber(body.Json, "numberOfImages", request.Count);
        WriteNumber(body.Json, "width", request.Width);
        WriteNumber(body.Json, "height", request.Height);
        WriteNumber(body.Json, "cfgScale", request.Guidance);
        WriteNumber(body.Json, "seed", request.Seed);
        WriteString(body.Json, "quality", request.Quality);
        body.Json.WriteEndObject();
    }

    private void Report(ImageRequest request, ICollection<DroppedParameter> dropped)
    {
        bool paints = request.Task is ImageTask.Inpaint or ImageTask.Outpaint;
        bool removes = request.Task == ImageTask.RemoveBackground;
        bool generates = request.Task == ImageTask.Generate;
        DropIf(request.AspectRatio is not null, "aspectRatio", dropped, "the model takes width and height");
        DropIf(request.OutputFormat is not null, "outputFormat", dropped);
        DropIf(request.Style is not null && (!generates || !HasStyles), "style", dropped);
        DropIf(request.ControlMode is not null && (!generates || request.Images.Count == 0), "controlMode", dropped, "the task does not take it");
        DropIf(request.Strength is not null && request.Task != ImageTask.Vary && (!generates || request.Images.Count == 0), "strength", dropped, "the task does not take it");
        DropIf(request.OutpaintingMode is not null && request.Task != ImageTask.Outpaint, "outpaintingMode", dropped, "the task does not take it");
        DropIf(!request.Mask.IsEmpty && !paints, "mask", dropped, "the task does not take it");
        DropIf(request.MaskPrompt is not null && !paints, "maskPrompt", dropped, "the task does not take it");
        DropIf(request.Colors.Count > 0 && request.Task != ImageTask.ColorGuided, "colors", dropped, "the task does not take it");
        DropIf(request.Images.Count > 1 && request.Task != ImageTask.Vary, "images", dropped, "the task takes one");
        DropIf(removes && request.Prompt is not null, "prompt", dropped, "the task does not take it");
        DropIf(removes && request.NegativePrompt is not null, "negativePrompt", dropped, "the task does not take it");
        DropIf(removes && request is not { Count: null, Width: null, Height: null, Guidance: null, Seed: null, Quality: null }, "count, width, height, guidance, seed, quality", dropped, "the task does not take them");
    }

    private static void WriteText(Utf8JsonWriter json, string? text, ImageRequest request)
    {
        WriteString(json, "text", text);
        WriteString(json, "negativeText", request.NegativePrompt);
    }

    private static void WriteString(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
