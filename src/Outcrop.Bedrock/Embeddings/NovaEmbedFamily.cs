using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Amazon Nova Multimodal Embeddings: a text or an image a call. Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html.</summary>
internal sealed class NovaEmbedFamily : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "nova-embed";

    /// <inheritdoc/>
    public override int MaxBatch => 1;

    /// <inheritdoc/>
    public override bool TakesImages => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && id.StartsWith("amazon.nova-", StringComparison.Ordinal) && id.Contains("embed", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        Begin(body, request, dropped);
        body.Json.WriteStartObject("text");

        // The model demands a choice; the one that loses nothing without a word is to refuse.
        body.Json.WriteString("truncationMode", request.Truncate ?? "NONE");
        body.Json.WriteString("value", texts[0]);
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(image.Text, "images.text", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
        Begin(body, request, dropped);
        body.Json.WriteStartObject("image");
        body.Json.WriteString("format", image.Format);
        body.Json.WriteStartObject("source");
        body.Json.WriteBase64String("bytes", image.Bytes.Span);
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors)
    {
        foreach (JsonElement embedding in body.GetProperty("embeddings").EnumerateArray())
        {
            vectors.Add(ReadVector(embedding.GetProperty("embedding")));
        }

        return null;
    }

    private static void Begin(BodyWriter body, EmbedRequest request, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(request.Normalize, "normalize", dropped);
        body.String("taskType", "SINGLE_EMBEDDING");
        body.Name("singleEmbeddingParams");
        body.Json.WriteStartObject();
        body.Json.WriteString("embeddingPurpose", PurposeOf(request.InputType));
        if (request.Dimensions is { } dimensions)
        {
            body.Json.WriteNumber("embeddingDimension", dimensions);
        }
    }

    private static string PurposeOf(string? inputType) => inputType switch
    {
        null or "search_document" => "GENERIC_INDEX",
        "search_query" => "GENERIC_RETRIEVAL",
        "classification" => "CLASSIFICATION",
        "clustering" => "CLUSTERING",
        string purpose => purpose,
    };
}
