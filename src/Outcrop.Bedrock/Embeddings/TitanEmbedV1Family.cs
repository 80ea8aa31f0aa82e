using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Amazon Titan Embeddings G1. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html.</summary>
internal sealed class TitanEmbedV1Family : EmbeddingFamily
{
    /// <inheritdoc/>
    public override string Name => "titan-embed-v1";

    /// <inheritdoc/>
    public override int MaxBatch => 1;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id
        && (id.StartsWith("amazon.titan-embed-text-v1", StringComparison.Ordinal) || id.StartsWith("amazon.titan-embed-g1-text", StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override void ReadMembers(BodyReader body, EmbedMembers members)
    {
        if (body.TakeString("inputText") is { } text)
        {
            members.Texts = [text];
        }
    }

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        body.String("inputText", texts[0]);
        DropIfSet(request.Dimensions, "dimensions", dropped);
        DropIfSet(request.Normalize, "normalize", dropped);
        DropIfSet(request.InputType, "inputType", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
    }

    /// <inheritdoc/>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken)
    {
        taken.Add("embedding");
        vectors.Add(ReadVector(body.GetProperty("embedding")));
        return ReadCount(body, taken);
    }
}
