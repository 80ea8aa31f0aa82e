using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Tokens;

/// <summary>The texts of <c>input</c> and <c>prompt</c>: a string, a list of strings, a list of token numbers, or a list of such lists.</summary>
internal static class TextInput
{
    /// <summary>Reads them.</summary>
    /// <param name="value">The member's value.</param>
    /// <param name="path">Its path.</param>
    /// <param name="most">The most texts.</param>
    /// <exception cref="Pipeline.GatewayException">It is none of the four, or empty, or blank.</exception>
    public static IReadOnlyList<string> Read(JsonElement value, string path, int most)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return [Said(OpenAIJson.Text(value, path), path)];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw OpenAIJson.Wrong(path, "must be a string, a list of strings, a list of token numbers, or a list of such lists");
        }

        int count = value.GetArrayLength();
        if (count == 0)
        {
            throw OpenAIJson.Wrong(path, "is empty");
        }

        if (value[0].ValueKind == JsonValueKind.Number)
        {
            return [Said(Decode(value, path), path)];
        }

        if (count > most)
        {
            throw OpenAIJson.Wrong(path, $"has {count} entries; at most {most} are taken");
        }

        var texts = new List<string>(count);
        foreach (JsonElement item in value.EnumerateArray())
        {
            string place = $"{path}[{texts.Count}]";
            texts.Add(Said(item.ValueKind == JsonValueKind.Array ? Decode(item, place) : OpenAIJson.Text(item, place), place));
        }

        return texts;
    }

    private static string Said(string text, string path) => string.IsNullOrWhiteSpace(text) ? throw OpenAIJson.Wrong(path, "is blank") : text;

    private static string Decode(JsonElement tokens, string path)
    {
        var numbers = new List<int>(tokens.GetArrayLength());
        foreach (JsonElement token in tokens.EnumerateArray())
        {
            numbers.Add(token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out int number) ? number : throw OpenAIJson.Wrong($"{path}[{numbers.Count}]", "must be a token's number"));
        }

        return Cl100kDecoder.Default.TryDecode(numbers, out int unknown) ?? throw OpenAIJson.Wrong(path, $"{unknown} is no token of the encoding cl100k_base; send the text instead");
    }
}
