using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Operations;

/// <summary>
/// Newer models refuse <c>temperature</c> together with <c>top_p</c>, which the origin always sent (acceptance row 10), and the newest refuse both (row 11).
/// What a model refuses is left out and reported. Which model refuses what is the catalogue's affair.
/// </summary>
internal static class SamplingRule
{
    /// <summary>Whether the rule could matter to a request, so that its model must be known.</summary>
    /// <param name="request">The request.</param>
    public static bool MayApply(ConverseRequest request) => request.InferenceConfig is { Temperature: not null } or { TopP: not null };

    /// <summary>Applies the rule.</summary>
    /// <param name="request">The request; not changed.</param>
    /// <param name="modelId">Its model.</param>
    /// <param name="rules">The catalogue's rules.</param>
    /// <param name="dropped">Told what was left out.</param>
    /// <returns>The request, or a copy without what its model refuses.</returns>
    public static ConverseRequest Apply(ConverseRequest request, ModelId modelId, ParameterRules rules, ICollection<DroppedParameter> dropped)
    {
        if (!MayApply(request))
        {
            return request;
        }

        InferenceConfiguration inference = request.InferenceConfig!;
        if (rules.RefusesSampling(modelId))
        {
            Report(inference.Temperature, "inferenceConfig.temperature");
            Report(inference.TopP, "inferenceConfig.topP");
            ConverseRequest without = request.Copy();
            without.InferenceConfig = inference with { Temperature = null, TopP = null };
            return without;
        }

        if (inference is { Temperature: not null, TopP: not null } && rules.RefusesTemperatureWithTopP(modelId))
        {
            dropped.Add(new DroppedParameter("inferenceConfig.topP", "the model takes temperature or top_p, not both"));
            ConverseRequest without = request.Copy();
            without.InferenceConfig = inference with { TopP = null };
            return without;
        }

        return request;

        void Report(double? value, string name)
        {
            if (value is not null)
            {
                dropped.Add(new DroppedParameter(name, "the model no longer takes sampling parameters"));
            }
        }
    }
}
