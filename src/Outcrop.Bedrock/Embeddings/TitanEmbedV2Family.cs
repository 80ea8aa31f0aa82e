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
    protected override void ReadMembers(BodyReader body, EmbedMembers members)
    {
        if (body.TakeString("inputText") is { } text)
        {
            members.Texts = [text];
            members.Dimensions = body.TakeInteger("dimensions");
            members.Normalize = body.TakeBoolean("normalize");
        }
    }

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        body.String("inputText", texts[0]);
        body.Number("dimensions", request.Dimensions);
        if (request.Normalize is { } normalize)
        {
            body.Name("normalize");
            body.Json.WriteBooleanValue(normalize);
        }

        DropIfSet(request.InputType, "inputType", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
    }

    /// <summary>The vector stands as <c>embedding</c>, as <c>embeddingsByType.float</c>, or as both; asked for bits only, as <c>embeddingsByType.binary</c>.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken)
    {
        if (body.TryGetProperty("embedding", out JsonElement vector) && vector.ValueKind == JsonValueKind.Array)
        {
            taken.Add("embedding");

            // The same numbers once more.
            taken.Add("embeddingsByType.float");
            vectors.Add(ReadVector(vector));
        }
        else
        {
            JsonProperty preferred = Preferred(body.GetProperty("embeddingsByType"));
            taken.Add("embeddingsByType." + preferred.Name);
            vectors.Add(ReadVector(preferred.Value));
        }

        return ReadCount(body, taken);
    }
}
