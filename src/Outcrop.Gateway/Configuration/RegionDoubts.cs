using Outcrop.Bedrock.Catalog;

namespace Outcrop.Gateway.Configuration;

/// <summary>Why a model may not be there in a region, as far as its id and the catalogue tell. AWS has the last word, so these are warnings.</summary>
internal static class RegionDoubts
{
    /// <summary>What the regions of a profile's geography begin with. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html.</summary>
    private static readonly Dictionary<string, string[]> RegionsOf = new(StringComparer.Ordinal)
    {
        ["us"] = ["us-", "ca-"],
        ["us-gov"] = ["us-gov-"],
        ["ca"] = ["ca-"],
        ["eu"] = ["eu-", "il-"],
        ["apac"] = ["ap-", "me-"],
        ["jp"] = ["ap-northeast-1", "ap-northeast-3"],
        ["au"] = ["ap-southeast-2", "ap-southeast-4"],
    };

    /// <summary>The doubt; <see langword="null"/> where there is none.</summary>
    /// <param name="model">The model as written.</param>
    /// <param name="region">The region; <see langword="null"/>: not known yet.</param>
    /// <param name="catalog">The catalogue.</param>
    public static string? Find(string model, string? region, ModelCatalog catalog)
    {
        ModelId id = ModelId.Parse(model);
        if (region is not null && id.Region is { } own && own != region)
        {
            return $"'{model}' is of {own}, and {region} will not know it";
        }

        if (region is not null && id.RegionPrefix is { } prefix && RegionsOf.TryGetValue(prefix, out string[]? starts)
            && (!starts.Any(start => region.StartsWith(start, StringComparison.Ordinal)) || (prefix == "us" && region.StartsWith("us-gov-", StringComparison.Ordinal))))
        {
            return $"'{model}' is a profile of {prefix}, and {region} will not know it";
        }

        ModelInfo? info = catalog.Find(model);
        if (info is null)
        {
            return id.Kind is ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile ? $"the catalogue does not know '{model}'" : null;
        }

        if (info.Lifecycle is { Status: "eol" })
        {
            return $"'{model}' has reached its end of life";
        }

        if (id.Kind == ModelIdKind.FoundationModel && info.Rules.Service.OnDemand == false && info.Surface is null)
        {
            return $"'{model}' is served through inference profiles only: {string.Join(", ", info.Profiles.Select(profile => $"{profile.Prefix}.{info.Id}"))}";
        }

        return id.Kind == ModelIdKind.InferenceProfile && id.RegionPrefix is { } profileOf && info.Profiles.Count > 0 && info.Profiles.All(profile => profile.Prefix != profileOf)
            ? $"the catalogue knows no profile of {profileOf} for '{info.Id}'"
            : null;
    }
}
