using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Images;

/// <summary>Amazon Titan Image Generator; colours, background removal and images to go by came with version 2. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html.</summary>
internal sealed class TitanImageFamily : AmazonImageFamily
{
    /// <inheritdoc/>
    public override string Name => "titan-image";

    /// <inheritdoc/>
    protected override bool HasStyles => false;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("amazon.titan-image-generator", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override bool Has(ImageTask task, string model) => !IsFirst(model) || task is not (ImageTask.ColorGuided or ImageTask.RemoveBackground);

    /// <inheritdoc/>
    protected override bool TakesCondition(string model) => !IsFirst(model);

    private static bool IsFirst(string model) => model.StartsWith("amazon.titan-image-generator-v1", StringComparison.Ordinal);
}
