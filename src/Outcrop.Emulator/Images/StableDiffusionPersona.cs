using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;

namespace Outcrop.Emulator.Images;

/// <summary>Stable Diffusion XL. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-1-0-text-image.html.</summary>
internal sealed class StableDiffusionPersona : ImagePersona
{
    public override string Family => "stable-diffusion-xl";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonElement prompts = JsonBody.Require(body, "#", "text_prompts");
        if (prompts.ValueKind != JsonValueKind.Array || prompts.GetArrayLength() == 0)
        {
            throw new AwsErrorException(AwsError.Malformed("#/text_prompts: expected minimum item count: 1, found: 0"));
        }

        SizeOf(body);
        string text = string.Join('\n', prompts.EnumerateArray().Select(prompt => JsonBody.RequiredString(prompt, "#/text_prompts", "text")));
        return new Prompt { UserText = text, InputTokens = Tokenizer.Count(text) };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        (int width, int height) = SizeOf(body);
        long seed = SeedOf(body);
        json.WriteStartObject();
        json.WriteString("result"u8, "success"u8);
        json.WriteStartArray("artifacts"u8);
        json.WriteStartObject();
        json.WriteNumber("seed"u8, seed);
        json.WriteBase64String("base64"u8, PngImage.Draw(exchange.Prompt.UserText, seed, width, height));
        json.WriteString("finishReason"u8, "SUCCESS"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (int Width, int Height) SizeOf(JsonElement body)
    {
        int width = JsonBody.OptionalInteger(body, "#", "width", 128, 1536) ?? 1024;
        int height = JsonBody.OptionalInteger(body, "#", "height", 128, 1536) ?? 1024;
        return width % 64 == 0 && height % 64 == 0 ? (width, height)
            : throw new AwsErrorException(AwsError.Validation("The width and the height of an image must be multiples of 64."));
    }
}
