namespace Outcrop.Emulator.ControlPlane;

/// <summary>
/// The regions that system-defined inference profiles are for. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html, read November 2026.
/// </summary>
internal static class ProfileGeography
{
    /// <summary>The prefix of profiles that route to every commercial region.</summary>
    private const string Global = "global";

    private static readonly Dictionary<string, string[]> Targets = new(StringComparer.Ordinal)
    {
        ["us"] = ["us-east-1", "us-east-2", "us-west-2"],
        ["us-gov"] = ["us-gov-east-1", "us-gov-west-1"],
        ["eu"] = ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"],
        ["apac"] = ["ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
        ["jp"] = ["ap-northeast-1", "ap-northeast-3"],
        ["au"] = ["ap-southeast-2", "ap-southeast-4"],
        ["ca"] = ["ca-central-1", "ca-west-1"],
    };

    /// <summary>Whether a region offers profiles of a prefix.</summary>
    public static bool Offers(string region, string prefix)
    {
        bool government = region.StartsWith("us-gov-", StringComparison.Ordinal);
        return prefix switch
        {
            Global => !government,
            "us" => !government && region.StartsWith("us-", StringComparison.Ordinal),
            "us-gov" => government,
            "eu" => region.StartsWith("eu-", StringComparison.Ordinal),
            "apac" => region.StartsWith("ap-", StringComparison.Ordinal),
            _ => Targets.TryGetValue(prefix, out string[]? targets) && targets.Contains(region),
        };
    }

    /// <summary>The regions a profile may send a request to, that of the request first; one without a name stands for wherever there is room.</summary>
    public static IEnumerable<string> TargetsOf(string prefix, string region) =>
        prefix == Global ? [region, ""]
        : Targets.TryGetValue(prefix, out string[]? targets) ? targets.OrderBy(target => target == region ? 0 : 1)
        : [region];

    /// <summary>The word that the names of a prefix's profiles begin with.</summary>
    public static string NameOf(string prefix) => prefix == Global ? "Global" : prefix.ToUpperInvariant();
}
