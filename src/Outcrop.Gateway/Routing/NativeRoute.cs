using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Routing;

/// <summary>What decides whether a request can go to its model in the model's own dialect. Stateless.</summary>
internal static class NativeRoute
{
    /// <summary>The model behind a route, with the base model that the configuration tells for it.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="route">The route.</param>
    public static ModelId ModelOf(OutcropConfiguration configuration, Route route) =>
        ModelId.Parse(configuration.Bedrock.BaseModels.TryGetValue(route.ModelId, out string? told) && ModelId.Parse(route.ModelId).BaseModelId is null ? told : route.ModelId);

    /// <summary>The family that a model's InvokeModel body belongs to.</summary>
    /// <param name="modelId">The model.</param>
    public static ModelFamily FamilyOf(ModelId modelId) => ModelFamilies.Find(modelId);

    /// <summary>The API that the operator has chosen, for the model or for the one behind it.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="route">The route.</param>
    /// <param name="modelId">Its model.</param>
    public static BedrockApi ApiOf(OutcropConfiguration configuration, Route route, ModelId modelId) =>
        route.Api != BedrockApi.Auto || modelId.BaseModelId is not { } baseId ? route.Api : configuration.Bedrock.ApiByModel.GetValueOrDefault(baseId, BedrockApi.Auto);

    /// <summary>Whether bedrock-mantle serves a model: the operator's word, then the catalogue's.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="modelId">The model.</param>
    public static bool IsOnMantle(OutcropConfiguration configuration, ModelId modelId)
    {
        IReadOnlyDictionary<string, BedrockSurface> chosen = configuration.Bedrock.SurfaceByModel;
        if (chosen.TryGetValue(modelId.Value, out BedrockSurface surface) || (modelId.BaseModelId is { } baseId && chosen.TryGetValue(baseId, out surface)))
        {
            return surface == BedrockSurface.Mantle;
        }

        return modelId.Value == modelId.BaseModelId && (configuration.Bedrock.Catalog ?? ModelCatalog.Default).Find(modelId) is { Surface: "mantle" };
    }

    /// <summary>The compatible API that a route goes through: the operator's word, else the one a model that has neither Converse nor InvokeModel is served by.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="route">The route.</param>
    /// <returns><see cref="BedrockApi.Auto"/> where the route goes to Bedrock's own APIs.</returns>
    public static BedrockApi SurfaceApiOf(OutcropConfiguration configuration, Route route)
    {
        ModelId modelId = ModelOf(configuration, route);
        BedrockApi chosen = ApiOf(configuration, route, modelId);
        bool needed = IsOnMantle(configuration, modelId) || (SurfaceModels.IsClosedOpenAI(modelId) && (configuration.Bedrock.Catalog ?? ModelCatalog.Default).Find(modelId) is not { Converse: true });
        return chosen != BedrockApi.Auto ? chosen : needed ? SurfaceChoice.ApiOf(modelId) : BedrockApi.Auto;
    }
}
