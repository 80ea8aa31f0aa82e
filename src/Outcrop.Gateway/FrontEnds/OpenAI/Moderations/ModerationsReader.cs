using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Bedrock.Guardrails;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Moderations;

/// <summary>Reads what is to be judged: a text, a list of texts with a result each, or a list of parts with one result for all of them.</summary>
internal static class ModerationsReader
{
    private const int MostInputs = 64;

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(["model", "input"], StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="memory">The memory it is a view over.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be.</exception>
    public static IReadOnlyList<ModerationInput> Read(JsonElement body, ReadOnlyMemory<byte> memory, List<string> dropped)
    {
        if (!OpenAIJson.TryGet(body, "input", out JsonElement input))
        {
            throw OpenAIJson.Wrong("input", "is required");
        }

        Leftovers.Report(body, Known, dropped);
        if (input.ValueKind == JsonValueKind.String)
        {
            return [new ModerationInput([ReadText(input, "input")])];
        }

        JsonElement.ArrayEnumerator items = OpenAIJson.Items(input, "input");
        if (input.GetArrayLength() is 0 or > MostInputs)
        {
            throw OpenAIJson.Wrong("input", $"must have 1 to {MostInputs} entries");
        }

        bool parts = input[0].ValueKind == JsonValueKind.Object;
        var content = new List<GuardrailContent>();
        foreach (JsonElement item in items)
        {
            string path = $"input[{content.Count}]";
            content.Add(parts ? ReadPart(OpenAIJson.Object(item, path), memory, path) : ReadText(item, path));
        }

        return parts ? [new ModerationInput(content)] : [.. content.Select(static text => new ModerationInput([text]))];
    }

    private static GuardrailText ReadText(JsonElement value, string path)
    {
        string text = OpenAIJson.Text(value, path);
        return new GuardrailText(string.IsNullOrWhiteSpace(text) ? throw OpenAIJson.Wrong(path, "is blank") : text);
    }

    private static GuardrailContent ReadPart(JsonElement part, ReadOnlyMemory<byte> memory, string path)
    {
        switch (OpenAIJson.RequiredText(part, "type", path))
        {
            case "text":
                return part.TryGetProperty("text", out JsonElement text) ? ReadText(text, path + ".text") : throw OpenAIJson.Wrong(path + ".text", "is required");
            case "image_url":
                JsonElement image = OpenAIJson.TryGet(part, "image_url", out JsonElement given) ? OpenAIJson.Object(given, path + ".image_url") : throw OpenAIJson.Wrong(path + ".image_url", "is required");
                return ReadImage(image, memory, path + ".image_url.url");
            default:
                throw OpenAIJson.Wrong(path + ".type", "must be text or image_url");
        }
    }

    private static GuardrailImage ReadImage(JsonElement image, ReadOnlyMemory<byte> memory, string path)
    {
        if (!image.TryGetProperty("url", out JsonElement url) || !DataUrl.Is(url))
        {
            throw OpenAIJson.Wrong(path, "must be a data URL: nothing is fetched for a judgement");
        }

        DataUrl data = DataUrl.Read(url, memory, path);
        string format = data.MediaType switch
        {
            "image/png" => "png",
            "image/jpeg" or "image/jpg" => "jpeg",
            _ => throw OpenAIJson.Wrong(path, "must be a PNG or a JPEG image"),
        };
        return new GuardrailImage(format, data.Data.ToBytes());
    }
}
