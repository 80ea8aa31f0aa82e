using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;

namespace Outcrop.Emulator.Images;

/// <summary>Stability's Image Core, Image Ultra and SD3. PNG is what the emulator can draw. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html.</summary>
internal sealed class StabilityPersona : ImagePersona
{
    /// <summary>Sides of about a megapixel.</summary>
    private static readonly Dictionary<string, (int Width, int Height)> Ratios = new(StringComparer.Ordinal)
    {
        ["16:9"] = (1344, 768),
        ["1:1"] = (1024, 1024),
        ["21:9"] = (1536, 640),
        ["2:3"] = (832, 1216),
        ["3:2"] = (1216, 832),
        ["4:5"] = (896, 1088),
        ["5:4"] = (1088, 896),
        ["9:16"] = (768, 1344),
        ["9:21"] = (640, 1536),
    };

    public override string Family => "stability";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        string prompt = JsonBody.RequiredString(body, "#", "prompt");
        if (prompt.Length is 0 or > 10_000)
        {
            throw new AwsErrorException(AwsError.Malformed("#/prompt: the length must be from 1 to 10000"));
        }

        SizeOf(body);
        JsonBody.OptionalNumber(body, "#", "seed", 0, 4_294_967_294);
        return JsonBody.OptionalString(body, "#", "output_format") is null or "png"
            ? new Prompt { UserText = prompt, InputTokens = Tokenizer.Count(prompt) }
            : throw new AwsErrorException(AwsError.Validation("The emulator draws only with output_format png."));
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        (int width, int height) = SizeOf(body);
        long seed = SeedOf(body);
        json.WriteStartObject();
        json.WriteStartArray("seeds"u8);
        json.WriteNumberValue(seed);
        json.WriteEndArray();
        json.WriteStartArray("finish_reasons"u8);
        json.WriteNullValue();
        json.WriteEndArray();
        json.WriteStartArray("images"u8);
        json.WriteBase64StringValue(PngImage.Draw(exchange.Prompt.UserText, seed, width, height));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (int Width, int Height) SizeOf(JsonElement body)
    {
        string ratio = JsonBody.OptionalString(body, "#", "aspect_ratio") ?? "1:1";
        return Ratios.TryGetValue(ratio, out (int Width, int Height) size) ? size : throw new AwsErrorException(AwsError.Malformed($"#/aspect_ratio: {ratio} is not a valid enum value"));
    }
}
