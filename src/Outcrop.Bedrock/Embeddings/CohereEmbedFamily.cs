using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Cohere Embed v3 and v4, up to 96 texts a call. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html.</summary>
internal sealed class CohereEmbedFamily : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-embed";

    /// <inheritdoc/>
    public override int MaxBatch => 96;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.embed-", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        json.WriteStartArray("texts");
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteString("input_type", request.InputType ?? "search_document");
        if (request.Truncate is { } truncate)
        {
            json.WriteString("truncate", truncate);
        }

        // Which of the models take a dimension is the catalogue's to know; v3 answers 400 to it, which names the field.
        if (request.Dimensions is { } dimensions)
        {
            json.WriteNumber("output_dimension", dimensions);
        }

        DropIfSet(request.Normalize, "normalize", dropped);
    }

    /// <summary>v3 answers with an array of vectors, v4 (and v3 asked for types) with an object of such arrays by type.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors)
    {
        JsonElement embeddings = body.GetProperty("embeddings");
        if (embeddings.ValueKind == JsonValueKind.Object)
        {
            embeddings = embeddings.GetProperty("float");
        }

        foreach (JsonElement vector in embeddings.EnumerateArray())
        {
            vectors.Add(ReadVector(vector));
        }

        return null;
    }
}
