using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Cohere Embed v3, up to 96 texts a call, or an image. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html.</summary>
internal class CohereEmbedFamily : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-embed";

    /// <inheritdoc/>
    public override int MaxBatch => 96;

    /// <inheritdoc/>
    public override bool TakesImages => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.embed-", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        body.Strings("texts", texts);
        body.String("input_type", request.InputType ?? "search_document");
        WriteOptions(body, request, dropped);
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(image.Text, "images.text", dropped);
        body.Name("images");
        body.Json.WriteStartArray();
        body.Json.WriteStringValue(DataUrl(image));
        body.Json.WriteEndArray();

        // v3 tells images from texts by this word alone.
        body.String("input_type", "image");
        WriteOptions(body, request, dropped);
    }

    /// <summary>Writes what texts and images share.</summary>
    protected static void WriteOptions(BodyWriter body, EmbedRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Truncate is { } truncate)
        {
            body.String("truncate", truncate);
        }

        // v3 answers 400 to it, which names the field; dropping it would give vectors of another length.
        body.Number("output_dimension", request.Dimensions);
        DropIfSet(request.Normalize, "normalize", dropped);
    }

    /// <summary>The image as a data URL.</summary>
    protected static string DataUrl(EmbedImage image) => $"data:image/{image.Format};base64,{Convert.ToBase64String(image.Bytes.Span)}";

    /// <summary>v3 answers with an array of vectors, v4 (and v3 asked for types) with an object of such arrays by type.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors)
    {
        JsonElement embeddings = body.GetProperty("embeddings");
        if (embeddings.ValueKind == JsonValueKind.Object)
        {
            embeddings = Preferred(embeddings);
        }

        foreach (JsonElement vector in embeddings.EnumerateArray())
        {
            vectors.Add(ReadVector(vector));
        }

        return null;
    }
}
