using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;

namespace Outcrop.Emulator.Images;

/// <summary>
/// Amazon Nova Canvas and Titan Image Generator, which share a format.
/// Sources: https://docs.aws.amazon.com/nova/latest/userguide/image-gen-req-resp-structure.html, https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html.
/// </summary>
internal sealed class CanvasPersona(string family, int longestText) : ImagePersona
{
    private const int UsualSide = 1024;

    private const int LargestArea = 4_194_304;

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["TEXT_IMAGE"] = "textToImageParams",
        ["IMAGE_VARIATION"] = "imageVariationParams",
        ["INPAINTING"] = "inPaintingParams",
        ["OUTPAINTING"] = "outPaintingParams",
        ["COLOR_GUIDED_GENERATION"] = "colorGuidedGenerationParams",
        ["BACKGROUND_REMOVAL"] = "backgroundRemovalParams",
        ["VIRTUAL_TRY_ON"] = "virtualTryOnParams",
    };

    public override string Family => family;

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        string task = JsonBody.RequiredString(body, "#", "taskType");
        if (!Parameters.TryGetValue(task, out string? name))
        {
            throw new AwsErrorException(AwsError.Malformed($"#/taskType: {task} is not a valid enum value"));
        }

        JsonElement parameters = JsonBody.Require(body, "#", name);
        bool needsText = task is "TEXT_IMAGE" or "OUTPAINTING" or "COLOR_GUIDED_GENERATION";
        string? text = needsText ? JsonBody.RequiredString(parameters, "#/" + name, "text") : JsonBody.OptionalString(parameters, "#/" + name, "text");
        if (text is not null && (text.Length == 0 || text.Length > longestText))
        {
            throw new AwsErrorException(AwsError.Malformed(string.Create(
                CultureInfo.InvariantCulture, $"#/{name}/text: expected {(text.Length == 0 ? "minLength: 1" : $"maxLength: {longestText}")}, actual: {text.Length}")));
        }

        ReadConfig(body);
        return new Prompt { UserText = text ?? task, InputTokens = Tokenizer.Count(text ?? "") };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        (int width, int height, int count) = ReadConfig(body);
        long seed = body.TryGetProperty("imageGenerationConfig"u8, out JsonElement config) ? SeedOf(config) : 0;
        json.WriteStartObject();
        json.WriteStartArray("images"u8);
        for (int i = 0; i < count; i++)
        {
            json.WriteBase64StringValue(PngImage.Draw(exchange.Prompt.UserText, seed + i, width, height));
        }

        json.WriteEndArray();
        json.WriteNull("error"u8);
        json.WriteEndObject();
    }

    private static (int Width, int Height, int Count) ReadConfig(JsonElement body)
    {
        if (!body.TryGetProperty("imageGenerationConfig"u8, out JsonElement config) || config.ValueKind != JsonValueKind.Object)
        {
            return (UsualSide, UsualSide, 1);
        }

        const string place = "#/imageGenerationConfig";
        int width = JsonBody.OptionalInteger(config, place, "width", 320, 4096) ?? UsualSide;
        int height = JsonBody.OptionalInteger(config, place, "height", 320, 4096) ?? UsualSide;
        if (width % 16 != 0 || height % 16 != 0)
        {
            throw new AwsErrorException(AwsError.Validation("The width and the height of an image must be multiples of 16."));
        }

        JsonBody.OptionalNumber(config, place, "cfgScale", 1.1, 10);
        JsonBody.OptionalNumber(config, place, "seed", 0, 2_147_483_646);
        return (long)width * height > LargestArea
            ? throw new AwsErrorException(AwsError.Validation("The image is larger than 4,194,304 pixels."))
            : (width, height, JsonBody.OptionalInteger(config, place, "numberOfImages", 1, 5) ?? 1);
    }
}
