using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Amazon Titan Multimodal Embeddings G1: text, an image, or both in one vector of 256, 384 or 1024. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html.</summary>
internal sealed class TitanMultimodalFamily : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "titan-embed-image";

    /// <inheritdoc/>
    public override int MaxBatch => 1;

    /// <inheritdoc/>
    public override bool TakesImages => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("amazon.titan-embed-image", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        body.String("inputText", texts[0]);
        WriteOptions(body, request, dropped);
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        if (image.Text is { } text)
        {
            body.String("inputText", text);
        }

        body.Name("inputImage");
        body.Json.WriteBase64StringValue(image.Bytes.Span);
        WriteOptions(body, request, dropped);
    }

    /// <summary>What the model could not do it says in <c>message</c>, with status 200 and no vector.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors)
    {
        if (!body.TryGetProperty("embedding", out JsonElement vector) || vector.ValueKind == JsonValueKind.Null)
        {
            throw new JsonException(ConverseJson.GetString(body, "message") ?? "embedding is missing.");
        }

        vectors.Add(ReadVector(vector));
        return ConverseJson.GetCount(body, "inputTextTokenCount");
    }

    private static void WriteOptions(BodyWriter body, EmbedRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Dimensions is { } dimensions)
        {
            body.Name("embeddingConfig");
            body.Json.WriteStartObject();
            body.Json.WriteNumber("outputEmbeddingLength", dimensions);
            body.Json.WriteEndObject();
        }

        DropIfSet(request.Normalize, "normalize", dropped);
        DropIfSet(request.InputType, "inputType", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
    }
}
