using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Images;

/// <summary>Amazon Nova Canvas. Source: https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html.</summary>
internal sealed class NovaCanvasFamily : AmazonImageFamily
{
    /// <inheritdoc/>
    public override string Name => "nova-canvas";

    /// <inheritdoc/>
    protected override bool HasStyles => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("amazon.nova-canvas", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override bool Has(ImageTask task, string model) => true;

    /// <inheritdoc/>
    protected override bool TakesCondition(string model) => true;
}
