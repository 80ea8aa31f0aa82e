using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Images;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Images;

/// <summary>Brings a request for images into the neutral form.</summary>
internal static class ImagesReader
{
    private const int MostImages = 10;
    private const int LongestSide = 16384;

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "model", "prompt", "n", "size", "quality", "style", "seed", "negative_prompt", "response_format", "output_format", "background", "moderation", "stream", "partial_images", "bedrock",
        ],
        StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be, or asks for what no model on Bedrock does.</exception>
    public static ImageRequest Read(JsonElement body, Route route, List<string> dropped)
    {
        string prompt = OpenAIJson.RequiredText(body, "prompt", "");
        Refuse(body);
        Leftovers.Report(body, Known, dropped);
        if (OpenAIJson.Text(body, "moderation", "") is not (null or "auto"))
        {
            dropped.Add("moderation");
        }

        (int? width, int? height) = ReadSize(body);
        JsonElement own = OpenAIJson.TryGet(body, "bedrock", out JsonElement given) ? OpenAIJson.Object(given, "bedrock") : default;
        return new ImageRequest
        {
            ModelId = route.ModelId,
            Prompt = prompt,
            NegativePrompt = OpenAIJson.Text(body, "negative_prompt", ""),
            Count = OpenAIJson.Count(body, "n") is { } count ? count <= MostImages ? count : throw OpenAIJson.Wrong("n", $"must be at most {MostImages}") : null,
            Width = width,
            Height = height,
            Seed = OpenAIJson.Count(body, "seed", 0),
            Quality = ReadQuality(body),
            Style = ReadStyle(body, dropped),
            OutputFormat = ReadFormat(body),
            AdditionalModelRequestFields = ReadFields(own, route),
        };
    }

    private static void Refuse(JsonElement body)
    {
        if (OpenAIJson.Text(body, "response_format", "") is { } form and not "b64_json")
        {
            throw OpenAIJson.Wrong("response_format", form == "url" ? "url is not available: images are not stored here; ask for b64_json" : "must be b64_json");
        }

        if (OpenAIJson.Switch(body, "stream") == true || OpenAIJson.Count(body, "partial_images", 0) is > 0)
        {
            throw OpenAIJson.Wrong("stream", "is not available: models on Bedrock give an image whole");
        }

        if (OpenAIJson.Text(body, "background", "") is { } background and not ("auto" or "opaque"))
        {
            throw OpenAIJson.Wrong("background", background == "transparent" ? "transparent is not available for a generated image" : "must be auto or opaque");
        }
    }

    private static (int? Width, int? Height) ReadSize(JsonElement body)
    {
        string? size = OpenAIJson.Text(body, "size", "");
        if (size is null or "auto")
        {
            return default;
        }

        int cross = size.IndexOf('x', StringComparison.Ordinal);
        return cross > 0
            && int.TryParse(size.AsSpan(0, cross), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(size.AsSpan(cross + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            && width is > 0 and <= LongestSide && height is > 0 and <= LongestSide
                ? (width, height)
                : throw OpenAIJson.Wrong("size", "must be auto, or width and height in pixels such as 1024x1024");
    }

    /// <summary>OpenAI's words have changed with its models; Amazon's models know two.</summary>
    private static string? ReadQuality(JsonElement body) => OpenAIJson.Text(body, "quality", "") switch
    {
        null or "auto" => null,
        "standard" or "low" or "medium" => "standard",
        "premium" or "hd" or "high" => "premium",
        _ => throw OpenAIJson.Wrong("quality", "must be auto, standard, low, medium, high, hd or premium"),
    };

    /// <summary>OpenAI's two styles no model on Bedrock has; any other word is the model's own.</summary>
    private static string? ReadStyle(JsonElement body, List<string> dropped)
    {
        string? style = OpenAIJson.Text(body, "style", "");
        if (style is "vivid" or "natural")
        {
            dropped.Add("style");
            return null;
        }

        return style;
    }

    private static string? ReadFormat(JsonElement body) => OpenAIJson.Text(body, "output_format", "") switch
    {
        null => null,
        "png" => "png",
        "jpeg" or "jpg" => "jpeg",
        "webp" => "webp",
        _ => throw OpenAIJson.Wrong("output_format", "must be png, jpeg or webp"),
    };

    private static RawJson? ReadFields(JsonElement own, Route route)
    {
        RawJson? fields = route.IsListed ? route.AdditionalFields : null;
        if (own.ValueKind != JsonValueKind.Object)
        {
            return fields;
        }

        foreach (JsonProperty member in own.EnumerateObject())
        {
            fields = member.Name == "additionalModelRequestFields"
                ? OpenAIJson.Raw(OpenAIJson.Object(member.Value, "bedrock.additionalModelRequestFields"))
                : throw OpenAIJson.Wrong("bedrock." + member.Name, "is not known here; known is additionalModelRequestFields");
        }

        return fields;
    }
}
