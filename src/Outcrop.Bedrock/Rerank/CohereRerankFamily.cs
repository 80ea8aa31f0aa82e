using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rerank;

/// <summary>Cohere Rerank. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html.</summary>
internal sealed class CohereRerankFamily : RerankFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-rerank";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.rerank", StringComparison.Ordinal) == true;

    /// <summary>The version is demanded.</summary>
    /// <inheritdoc/>
    protected override void WriteOthers(BodyWriter body) => body.Number("api_version", 2);
}
