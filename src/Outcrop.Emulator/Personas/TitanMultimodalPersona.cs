using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Amazon Titan Multimodal Embeddings G1. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html.</summary>
internal sealed class TitanMultimodalPersona : EmbeddingPersona
{
    private const int DefaultDimensions = 1024;

    public override string Family => "titan-embed-image";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "inputText", "inputImage", "embeddingConfig");
        string? text = JsonBody.OptionalString(body, "#", "inputText");
        string? image = JsonBody.OptionalString(body, "#", "inputImage");
        if (text is null && image is null)
        {
            throw new AwsErrorException(AwsError.RequiredKey("#", "inputText"));
        }

        if (image is not null && !body.GetProperty("inputImage"u8).TryGetBytesFromBase64(out _))
        {
            throw new AwsErrorException(AwsError.Validation("The image is not base64."));
        }

        if (Dimensions(body) is not (256 or 384 or 1024) and int dimensions)
        {
            throw new AwsErrorException(AwsError.Malformed($"#/embeddingConfig/outputEmbeddingLength: {dimensions} is not a valid enum value"));
        }

        return new Prompt { UserText = $"{text} {image}".Trim(), InputTokens = Tokenizer.Count(text ?? "") };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        json.WritePropertyName("embedding"u8);
        WriteVector(json, Embedder.Embed(exchange.Prompt.UserText, Dimensions(body), normalize: true));
        json.WriteNumber("inputTextTokenCount"u8, exchange.InputTokens);
        json.WriteNull("message"u8);
        json.WriteEndObject();
    }

    private static int Dimensions(JsonElement body) =>
        body.TryGetProperty("embeddingConfig"u8, out JsonElement options) ? JsonBody.OptionalInteger(options, "#/embeddingConfig", "outputEmbeddingLength") ?? DefaultDimensions : DefaultDimensions;
}
