namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model identifier names.</summary>
public enum ModelIdKind
{
    /// <summary>A foundation model by its base id or <c>foundation-model</c> ARN.</summary>
    FoundationModel,

    /// <summary>A cross-region inference profile: <c>us.</c>, <c>global.</c>, …, or its <c>inference-profile</c> ARN.</summary>
    InferenceProfile,

    /// <summary>An <c>application-inference-profile</c> ARN.</summary>
    ApplicationInferenceProfile,

    /// <summary>A <c>provisioned-model</c> ARN.</summary>
    ProvisionedModel,

    /// <summary>A <c>custom-model</c> or <c>custom-model-deployment</c> ARN.</summary>
    CustomModel,

    /// <summary>An <c>imported-model</c> ARN.</summary>
    ImportedModel,

    /// <summary>A <c>prompt-router</c> or <c>default-prompt-router</c> ARN.</summary>
    PromptRouter,

    /// <summary>A <c>prompt</c> ARN of prompt management.</summary>
    Prompt,

    /// <summary>A SageMaker endpoint ARN (Bedrock Marketplace).</summary>
    MarketplaceEndpoint,

    /// <summary>Anything else; passed on as it is.</summary>
    Unknown,
}
