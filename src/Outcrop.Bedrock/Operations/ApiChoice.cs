using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Surfaces;

namespace Outcrop.Bedrock.Operations;

/// <summary>Through which API a chat request goes, and whether the model can stream there.</summary>
internal static class ApiChoice
{
    /// <summary>Decides: the caller's word, then the operator's, then what the catalogue knows. A model that is not listed is taken to have all of Converse.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelId">Its model.</param>
    /// <param name="asked">The caller's word.</param>
    /// <param name="options">The operator's word.</param>
    public static BedrockApi Choose(ConverseRequest request, ModelId modelId, BedrockApi asked, BedrockClientOptions options)
    {
        if (asked != BedrockApi.Auto)
        {
            return asked;
        }

        if ((options.ApiByModel.TryGetValue(modelId.Value, out BedrockApi chosen)
            || (modelId.BaseModelId is { } baseId && options.ApiByModel.TryGetValue(baseId, out chosen))) && chosen != BedrockApi.Auto)
        {
            return chosen;
        }

        if (SurfaceChoice.IsNeeded(modelId, options, options.Catalog))
        {
            return SurfaceChoice.ApiOf(modelId);
        }

        // Converse refuses system prompts for models that have no place for one; their family's own body puts it into the prompt, as the origin did.
        return options.Catalog.Find(modelId) switch
        {
            { Converse: false } => BedrockApi.InvokeModel,
            { System: false } when request.System.Count > 0 => BedrockApi.InvokeModel,
            _ => BedrockApi.Converse,
        };
    }

    /// <summary>Whether Converse streams a model. Where it does not, the stream is made from the whole answer.</summary>
    /// <param name="model">What the catalogue knows of the model.</param>
    public static bool ConverseStreams(ModelInfo? model) => model is not { ConverseStream: false };
}
