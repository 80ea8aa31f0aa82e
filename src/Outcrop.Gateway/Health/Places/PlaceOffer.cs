using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Places;

/// <summary>What the control plane says of one target. Stateless.</summary>
internal static class PlaceOffer
{
    /// <summary>The word for a target that its region does not offer.</summary>
    public const string NotOffered = "notOffered";

    /// <summary>The word for a target.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="key">The target.</param>
    /// <param name="report">What it said of the target's account and region; <see langword="null"/>: nobody has asked.</param>
    public static string WordOf(OutcropConfiguration configuration, TargetKey key, PlaceReport? report) =>
        report is null ? "unknown" : report.State == PlaceState.Ok && IsMissing(configuration, key, report) ? NotOffered : report.Word;

    /// <summary>Only what the control plane would certainly list is missed: not what is on bedrock-mantle, nor anything of the account's own.</summary>
    private static bool IsMissing(OutcropConfiguration configuration, TargetKey key, PlaceReport report)
    {
        if (!ModelId.TryParse(key.ModelId, out ModelId? id) || IsElsewhere(configuration, key, id))
        {
            return false;
        }

        return id.Kind switch
        {
            ModelIdKind.FoundationModel => report.Models is { } models && id.BaseModelId is { } baseModel && !models.Contains(baseModel),
            ModelIdKind.InferenceProfile => report.Profiles is { } profiles && id is { BaseModelId: { } baseModel, RegionPrefix: { } prefix } && !profiles.Contains($"{prefix}.{baseModel}"),
            _ => false,
        };
    }

    private static bool IsElsewhere(OutcropConfiguration configuration, TargetKey key, ModelId id) =>
        (configuration.Bedrock.Catalog ?? ModelCatalog.Default).Find(id)?.Surface == "mantle"
        || SurfaceModels.IsClosedOpenAI(id)
        || configuration.Bedrock.SurfaceByModel.GetValueOrDefault(key.ModelId) == BedrockSurface.Mantle
        || Place.TargetsOf(configuration).Any(target => TargetKey.Of(target) == key
            && (target.Surface == BedrockSurface.Mantle || target.Api is BedrockApi.OpenAIChat or BedrockApi.OpenAIResponses or BedrockApi.AnthropicMessages));
}
