using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules.Content;

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

    /// <summary>The body does not tell the image's format; its bytes do.</summary>
    protected override void ReadMembers(BodyReader body, EmbedMembers members)
    {
        string? text = body.TakeString("inputText");
        if (body.TryTake("inputImage", JsonValueKind.String, out JsonElement base64))
        {
            if (!base64.TryGetBytesFromBase64(out byte[]? bytes) || ImageFormat.Sniff(bytes) is not { } format || !base64.ValueEquals(Convert.ToBase64String(bytes)))
            {
                return;
            }

            members.Image = new EmbedImage(format, bytes, text);
        }
        else if (text is not null)
        {
            members.Texts = [text];
        }

        if (body.TryPeek("embeddingConfig", JsonValueKind.Object, out JsonElement config) && new BodyReader(config) is { } inner
            && inner.TakeInteger("outputEmbeddingLength") is { } length && inner.Rest().IsEmpty)
        {
            body.Take("embeddingConfig");
            members.Dimensions = length;
        }
    }

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
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken)
    {
        if (!body.TryGetProperty("embedding", out JsonElement vector) || vector.ValueKind == JsonValueKind.Null)
        {
            throw new JsonException(ConverseJson.GetString(body, "message") ?? "embedding is missing.");
        }

        taken.Add("embedding");
        vectors.Add(ReadVector(vector));
        return ReadCount(body, taken);
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
