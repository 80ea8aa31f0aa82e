using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Amazon Titan Text Embeddings V2: 256, 512 or 1024 dimensions. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html.</summary>
internal sealed class TitanEmbedV2Family : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "titan-embed-v2";

    /// <inheritdoc/>
    public override int MaxBatch => 1;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("amazon.titan-embed-text-v2", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        json.WriteString("inputText", texts[0]);
        if (request.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimensions", dimensions);
        }

        if (request.Normalize is { } normalize)
        {
            json.WriteBoolean("normalize", normalize);
        }

        DropIfSet(request.InputType, "inputType", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
    }

    /// <summary>The vector stands as <c>embedding</c>, as <c>embeddingsByType.float</c>, or as both.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors)
    {
        bool plain = body.TryGetProperty("embedding", out JsonElement vector) && vector.ValueKind == JsonValueKind.Array;
        vectors.Add(ReadVector(plain ? vector : body.GetProperty("embeddingsByType").GetProperty("float")));
        return ConverseJson.GetCount(body, "inputTextTokenCount");
    }
}
