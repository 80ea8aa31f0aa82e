using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Which surface serves a model, and by which path and id. The operator's word, then what the catalogue knows.</summary>
internal static class SurfaceChoice
{
    /// <summary>The API of a model that is served by neither Converse nor InvokeModel: its provider's own.</summary>
    /// <param name="modelId">The model.</param>
    public static BedrockApi ApiOf(ModelId modelId) => modelId.Provider switch
    {
        "anthropic" => BedrockApi.AnthropicMessages,
        "openai" or "xai" => BedrockApi.OpenAIResponses,
        _ => BedrockApi.OpenAIChat,
    };

    /// <summary>Whether a model, left to itself, goes through one of the compatible APIs.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="options">The operator's word.</param>
    /// <param name="catalog">What is known of models.</param>
    public static bool IsNeeded(ModelId modelId, BedrockClientOptions options, ModelCatalog catalog) =>
        Of(modelId, options, catalog) == BedrockSurface.Mantle || (SurfaceModels.IsClosedOpenAI(modelId) && catalog.Find(modelId) is not { Converse: true });

    /// <summary>The surface of a model.</summary>
    /// <inheritdoc cref="IsNeeded"/>
    public static BedrockSurface Of(ModelId modelId, BedrockClientOptions options, ModelCatalog catalog)
    {
        if (Configured(modelId, options) is { } configured)
        {
            return configured;
        }

        // A region prefix and an ARN are bedrock-runtime's alone, whatever the catalogue says of the bare id.
        bool bare = modelId.Kind == ModelIdKind.FoundationModel && modelId.Value == modelId.BaseModelId;
        return bare && (catalog.Find(modelId) is { } known ? known.Surface == "mantle" : SurfaceModels.IsClosedOpenAI(modelId)) ? BedrockSurface.Mantle : BedrockSurface.Runtime;
    }

    /// <summary>Where a request for a model goes through an API.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="api">The API, decided.</param>
    /// <param name="region">The region of the endpoints.</param>
    /// <param name="options">The operator's word.</param>
    /// <param name="catalog">What is known of models.</param>
    /// <returns><see langword="null"/> for Bedrock's own APIs.</returns>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the surface has no such API, or does not know the model by any id that can be told.</exception>
    public static SurfaceRoute? Find(ModelId modelId, BedrockApi api, string region, BedrockClientOptions options, ModelCatalog catalog)
    {
        if (SurfaceDialects.Of(api) is not { } dialect)
        {
            return Configured(modelId, options) != BedrockSurface.Mantle ? null
                : throw new BedrockException(BedrockErrorKind.Validation, $"bedrock-mantle has no {api}: call '{modelId.Value}' through OpenAIChat, OpenAIResponses or AnthropicMessages, or on bedrock-runtime.");
        }

        BedrockSurface surface = Of(modelId, options, catalog);
        string model = surface switch
        {
            BedrockSurface.Runtime => SurfaceModels.OnRuntime(modelId, catalog),
            BedrockSurface.Mantle => SurfaceModels.OnMantle(modelId, region, catalog),
            _ => throw new BedrockException(BedrockErrorKind.Configuration, $"There is no surface {surface}."),
        };
        string prefix = api == BedrockApi.AnthropicMessages ? "/anthropic/v1"
            : surface == BedrockSurface.Runtime ? "/openai/v1"
            : SurfaceModels.OpenAIPathOnMantle(modelId, catalog);
        return new SurfaceRoute(surface, model, prefix + dialect.Path, SurfaceModels.IsClosedOpenAI(modelId));
    }

    private static BedrockSurface? Configured(ModelId modelId, BedrockClientOptions options) =>
        options.SurfaceByModel.TryGetValue(modelId.Value, out BedrockSurface chosen)
        || (modelId.BaseModelId is { } baseId && options.SurfaceByModel.TryGetValue(baseId, out chosen)) ? chosen : null;
}
