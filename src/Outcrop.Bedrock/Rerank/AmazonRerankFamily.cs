using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Rerank;

/// <summary>Amazon Rerank. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html.</summary>
internal sealed class AmazonRerankFamily : RerankFamily
{
    /// <inheritdoc/>
    public override string Name => "amazon-rerank";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("amazon.rerank", StringComparison.Ordinal) == true;
}
