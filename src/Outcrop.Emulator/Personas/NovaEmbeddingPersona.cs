using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Amazon Nova Multimodal Embeddings. Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html.</summary>
internal sealed class NovaEmbeddingPersona : EmbeddingPersona
{
    private const int DefaultDimensions = 3072;

    private static readonly string[] Purposes =
    [
        "GENERIC_INDEX", "GENERIC_RETRIEVAL", "TEXT_RETRIEVAL", "IMAGE_RETRIEVAL", "VIDEO_RETRIEVAL", "DOCUMENT_RETRIEVAL", "AUDIO_RETRIEVAL", "CLASSIFICATION", "CLUSTERING",
    ];

    public override string Family => "nova-embed";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "schemaVersion", "taskType", "singleEmbeddingParams");
        if (JsonBody.RequiredString(body, "#", "taskType") != "SINGLE_EMBEDDING")
        {
            throw new AwsErrorException(AwsError.Malformed("#/taskType: not a valid enum value"));
        }

        const string Pointer = "#/singleEmbeddingParams";
        JsonElement options = JsonBody.Require(body, "#", "singleEmbeddingParams");
        JsonBody.AllowOnly(options, Pointer, "embeddingPurpose", "embeddingDimension", "text", "image");
        if (!Purposes.Contains(JsonBody.RequiredString(options, Pointer, "embeddingPurpose")))
        {
            throw new AwsErrorException(AwsError.Malformed(Pointer + "/embeddingPurpose: not a valid enum value"));
        }

        if (JsonBody.OptionalInteger(options, Pointer, "embeddingDimension") is not (null or 256 or 384 or 1024 or 3072))
        {
            throw new AwsErrorException(AwsError.Malformed(Pointer + "/embeddingDimension: not a valid enum value"));
        }

        if (options.TryGetProperty("image"u8, out JsonElement image))
        {
            JsonBody.RequiredString(image, Pointer + "/image", "format");
            return new Prompt { UserText = JsonBody.RequiredString(JsonBody.Require(image, Pointer + "/image", "source"), Pointer + "/image/source", "bytes") };
        }

        JsonElement text = JsonBody.Require(options, Pointer, "text");
        JsonBody.RequiredString(text, Pointer + "/text", "truncationMode");
        string value = JsonBody.RequiredString(text, Pointer + "/text", "value");
        return new Prompt { UserText = value, InputTokens = Tokenizer.Count(value) };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        JsonElement options = body.GetProperty("singleEmbeddingParams"u8);
        json.WriteStartObject();
        json.WriteStartArray("embeddings"u8);
        json.WriteStartObject();
        json.WriteString("embeddingType"u8, options.TryGetProperty("image"u8, out _) ? "IMAGE"u8 : "TEXT"u8);
        json.WritePropertyName("embedding"u8);
        WriteVector(json, Embedder.Embed(exchange.Prompt.UserText, JsonBody.OptionalInteger(options, "#", "embeddingDimension") ?? DefaultDimensions, normalize: true));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
