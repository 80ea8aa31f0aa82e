using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Amazon Titan Text Embeddings, V1 and V2. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html.</summary>
internal sealed class TitanEmbeddingPersona(string family) : EmbeddingPersona
{
    private const int DimensionsOfV1 = 1536;

    private const int DefaultDimensions = 1024;

    public override string Family => family;

    private bool IsV2 => family == "titan-embed-v2";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        if (IsV2)
        {
            JsonBody.AllowOnly(body, "#", "inputText", "dimensions", "normalize", "embeddingTypes");
            if (JsonBody.OptionalInteger(body, "#", "dimensions") is not (null or 256 or 512 or 1024) and int dimensions)
            {
                throw new AwsErrorException(AwsError.Malformed($"#/dimensions: {dimensions} is not a valid enum value"));
            }
        }
        else
        {
            JsonBody.AllowOnly(body, "#", "inputText");
        }

        string text = JsonBody.RequiredString(body, "#", "inputText");
        return text.Length == 0
            ? throw new AwsErrorException(AwsError.Malformed("#/inputText: expected minLength: 1, actual: 0"))
            : new Prompt { UserText = text, InputTokens = Tokenizer.Count(text) };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        int dimensions = IsV2 ? JsonBody.OptionalInteger(body, "#", "dimensions") ?? DefaultDimensions : DimensionsOfV1;
        bool normalize = IsV2 && (!body.TryGetProperty("normalize"u8, out JsonElement wish) || wish.ValueKind != JsonValueKind.False);
        float[] vector = Embedder.Embed(exchange.Prompt.UserText, dimensions, normalize);
        var types = new List<string>();
        JsonBody.ReadStrings(body, "#", "embeddingTypes", types);
        if (types.Count == 0)
        {
            types.Add("float");
        }

        json.WriteStartObject();
        if (types.Contains("float"))
        {
            json.WritePropertyName("embedding"u8);
            WriteVector(json, vector);
        }

        if (IsV2)
        {
            json.WriteStartObject("embeddingsByType"u8);
            foreach (string type in types)
            {
                json.WritePropertyName(type);
                if (type == "binary")
                {
                    WriteBinary(json, vector);
                }
                else
                {
                    WriteVector(json, vector);
                }
            }

            json.WriteEndObject();
        }

        json.WriteNumber("inputTextTokenCount"u8, exchange.InputTokens);
        json.WriteEndObject();
    }

    private static void WriteBinary(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (float value in vector)
        {
            json.WriteNumberValue(value >= 0 ? 1 : 0);
        }

        json.WriteEndArray();
    }
}
