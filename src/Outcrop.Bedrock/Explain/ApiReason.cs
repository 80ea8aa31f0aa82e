using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Explain;

/// <summary>Says in words why a request goes through an API and in a family's body.</summary>
internal static class ApiReason
{
    /// <summary>The reason.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelId">Its model.</param>
    /// <param name="chosen">The API that was chosen.</param>
    /// <param name="asked">The caller's word.</param>
    /// <param name="options">The operator's word.</param>
    /// <param name="family">The family; <see langword="null"/> for Converse.</param>
    public static string Of(ConverseRequest request, ModelId modelId, BedrockApi chosen, BedrockApi asked, BedrockClientOptions options, ModelFamily? family)
    {
        string api = $"{chosen}: {OfApi(request, modelId, chosen, asked, options)}.";
        return family is null ? api
            : modelId.BaseModelId is { } model ? $"{api} Family {family.Name}: that of {model}."
            : $"{api} Family {family.Name}: the identifier does not tell its model.";
    }

    private static string OfApi(ConverseRequest request, ModelId modelId, BedrockApi chosen, BedrockApi asked, BedrockClientOptions options)
    {
        if (asked != BedrockApi.Auto)
        {
            return "asked for";
        }

        if (options.ApiByModel.ContainsKey(modelId.Value) || (modelId.BaseModelId is { } baseId && options.ApiByModel.ContainsKey(baseId)))
        {
            return "the client's options say so for this model";
        }

        return options.Catalog.Find(modelId) switch
        {
            null => "the model is not in the catalogue, and Converse is taken to have it",
            { Converse: false } => "the catalogue says that Converse does not have the model",
            { System: false } when request.System.Count > 0 && chosen == BedrockApi.InvokeModel => "Converse takes no system prompt for this model, and its own body does",
            _ => "the catalogue says that it has the model",
        };
    }
}
