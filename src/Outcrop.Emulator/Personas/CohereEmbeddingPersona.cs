using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Cohere Embed v3 and v4. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html.</summary>
internal sealed class CohereEmbeddingPersona(string family) : EmbeddingPersona
{
    private const int DimensionsOfV3 = 1024;

    private const int DimensionsOfV4 = 1536;

    private const int MostTexts = 96;

    private const int LongestText = 2048;

    public override string Family => family;

    private bool IsV4 => family == "cohere-embed-v4";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", IsV4
            ? ["texts", "images", "inputs", "input_type", "truncate", "embedding_types", "output_dimension", "max_tokens"]
            : ["texts", "images", "input_type", "truncate", "embedding_types"]);
        string inputType = JsonBody.RequiredString(body, "#", "input_type");
        if (inputType is not ("search_document" or "search_query" or "classification" or "clustering" or "image"))
        {
            throw new AwsErrorException(AwsError.Malformed($"#/input_type: {inputType} is not a valid enum value"));
        }

        if (JsonBody.OptionalString(body, "#", "truncate") is not (null or "NONE" or "START" or "END" or "LEFT" or "RIGHT") and string truncate)
        {
            throw new AwsErrorException(AwsError.Malformed($"#/truncate: {truncate} is not a valid enum value"));
        }

        if (JsonBody.OptionalInteger(body, "#", "output_dimension") is not (null or 256 or 512 or 1024 or 1536) and int dimension)
        {
            throw new AwsErrorException(AwsError.Malformed(string.Create(CultureInfo.InvariantCulture, $"#/output_dimension: {dimension} is not a valid enum value")));
        }

        if (TypesOf(body).Find(type => type is not ("float" or "int8" or "uint8" or "binary" or "ubinary")) is { } unknown)
        {
            throw new AwsErrorException(AwsError.Malformed($"#/embedding_types: {unknown} is not a valid enum value"));
        }

        if (!body.TryGetProperty("images"u8, out _) && !(IsV4 && body.TryGetProperty("inputs"u8, out _)))
        {
            JsonBody.Require(body, "#", "texts");
        }

        List<string> texts = TextsOf(body);
        if (texts.Count is 0 or > MostTexts)
        {
            throw new AwsErrorException(AwsError.Malformed(texts.Count == 0
                ? "#/texts: expected minimum item count: 1, found: 0" : $"#/texts: expected maximum item count: {MostTexts}, found: {texts.Count}"));
        }

        var prompt = new Prompt();
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length > LongestText && !texts[i].Contains(";base64,", StringComparison.Ordinal))
            {
                throw new AwsErrorException(AwsError.Malformed($"#/texts/{i}: expected maxLength: {LongestText}, actual: {texts[i].Length}"));
            }

            prompt.InputTokens += Tokenizer.Count(texts[i]);
        }

        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        List<string> texts = TextsOf(body);
        List<string> types = TypesOf(body);
        json.WriteStartObject();
        json.WritePropertyName("embeddings"u8);
        if (types.Count == 0 && !IsV4)
        {
            WriteVectors(json, texts, "float", DimensionsOfV3);
        }
        else
        {
            json.WriteStartObject();
            int dimensions = IsV4 ? JsonBody.OptionalInteger(body, "#", "output_dimension") ?? DimensionsOfV4 : DimensionsOfV3;
            foreach (string type in types.Count == 0 ? ["float"] : types)
            {
                json.WritePropertyName(type);
                WriteVectors(json, texts, type, dimensions);
            }

            json.WriteEndObject();
        }

        json.WriteString("id"u8, Identifiers.Uuid(exchange.Random));
        json.WriteString("response_type"u8, types.Count == 0 && !IsV4 ? "embeddings_floats"u8 : "embeddings_by_type"u8);
        json.WriteStartArray("texts"u8);
        foreach (string text in texts)
        {
            // v3 gives the texts back in small letters.
            json.WriteStringValue(IsV4 ? text : text.ToLowerInvariant());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Each once, however often it is named.</summary>
    private static List<string> TypesOf(JsonElement body)
    {
        var types = new List<string>();
        JsonBody.ReadStrings(body, "#", "embedding_types", types);
        return [.. types.Distinct()];
    }

    private static List<string> TextsOf(JsonElement body)
    {
        var texts = new List<string>();
        JsonBody.ReadStrings(body, "#", "texts", texts);
        JsonBody.ReadStrings(body, "#", "images", texts);
        if (body.TryGetProperty("inputs"u8, out JsonElement inputs) && inputs.ValueKind == JsonValueKind.Array)
        {
            // An image is embedded by what its data URL says: equal images are equal.
            texts.AddRange(inputs.EnumerateArray().Select(JsonBody.AllText));
        }

        return texts;
    }

    private static void WriteVectors(Utf8JsonWriter json, List<string> texts, string type, int dimensions)
    {
        json.WriteStartArray();
        foreach (string text in texts)
        {
            float[] vector = Embedder.Embed(text, dimensions, normalize: true);
            if (type == "float")
            {
                WriteVector(json, vector);
            }
            else
            {
                WriteQuantized(json, vector, type);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteQuantized(Utf8JsonWriter json, float[] vector, string type)
    {
        json.WriteStartArray();
        if (type is "binary" or "ubinary")
        {
            for (int i = 0; i < vector.Length; i += 8)
            {
                int bits = 0;
                for (int bit = 0; bit < 8; bit++)
                {
                    bits = (bits << 1) | (vector[i + bit] >= 0 ? 1 : 0);
                }

                json.WriteNumberValue(type == "binary" ? bits - 128 : bits);
            }
        }
        else
        {
            foreach (float value in vector)
            {
                int level = (int)Math.Clamp(MathF.Round(value * 512), -128, 127);
                json.WriteNumberValue(type == "uint8" ? level + 128 : level);
            }
        }

        json.WriteEndArray();
    }
}
