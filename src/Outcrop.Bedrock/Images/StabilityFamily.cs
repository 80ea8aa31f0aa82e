using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>What Stability's bodies share.</summary>
internal abstract class StabilityFamily : ImageFamily
{
    /// <summary>Writes the members that every model has.</summary>
    protected static void WriteCommon(BodyWriter body, ImageRequest request, ICollection<DroppedParameter> dropped)
    {
        WriteIf(body, "negative_prompt", request.NegativePrompt);
        body.Number("seed", request.Seed);
        WriteIf(body, "output_format", request.OutputFormat);
        DropIf(request.Count > 1, "count", dropped, "the model makes one image a call");
        DropIf(request.Quality is not null, "quality", dropped);
        DropIf(request.Guidance is not null, "guidance", dropped);
        DropIf(request.Colors.Count > 0, "colors", dropped);
        DropIf(request.ControlMode is not null, "controlMode", dropped);
        DropIf(request.OutpaintingMode is not null, "outpaintingMode", dropped);
    }

    /// <summary>Writes a member if there is a text.</summary>
    protected static void WriteIf(BodyWriter body, string name, string? value)
    {
        if (value is not null)
        {
            body.String(name, value);
        }
    }

    /// <summary>Writes a file as a top-level member.</summary>
    protected static void WriteFile(BodyWriter body, string name, Blob file)
    {
        body.Name(name);
        file.WriteValue(body.Json);
    }

    /// <inheritdoc/>
    protected sealed override ImageResponse ReadBody(JsonElement body)
    {
        JsonElement[] files = Items(body, "images");
        JsonElement[] reasons = Items(body, "finish_reasons");
        JsonElement[] seeds = Items(body, "seeds");
        var images = new List<GeneratedImage>();
        for (int i = 0; i < Math.Max(files.Length, reasons.Length); i++)
        {
            string? refusal = i < reasons.Length && reasons[i].ValueKind == JsonValueKind.String && reasons[i].GetString() is { Length: > 0 } reason && reason != "SUCCESS" ? reason : null;
            byte[] bytes = i < files.Length && files[i].ValueKind == JsonValueKind.String ? files[i].GetBytesFromBase64() : [];
            images.Add(new GeneratedImage(bytes, i < seeds.Length ? SeedOf(seeds[i]) : null, refusal ?? (bytes.Length == 0 ? "no image" : null)));
        }

        return new ImageResponse { Images = images, Error = ConverseJson.GetString(body, "error") };
    }

    private static JsonElement[] Items(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    /// <summary>The documentation calls seeds strings and shows numbers.</summary>
    private static long? SeedOf(JsonElement seed) => seed.ValueKind switch
    {
        JsonValueKind.Number => (long)seed.GetDouble(),
        JsonValueKind.String when long.TryParse(seed.GetString(), out long number) => number,
        _ => null,
    };
}
