using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>AWS's endpoint rule sets of bedrock, bedrock-runtime and sts. Pure. Source: the services' <c>endpoint-rule-set-1.json</c>.</summary>
internal static class EndpointRules
{
    /// <summary>The host's first label and the signing name of bedrock-mantle.</summary>
    public const string MantleService = "bedrock-mantle";

    // Regions that knew STS only by its global endpoint; from the rule set's UseGlobalEndpoint branch.
    private static readonly string[] LegacyGlobalRegions =
    [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1", "eu-central-1", "eu-north-1",
        "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ];

    /// <summary>The endpoint of a service.</summary>
    /// <param name="service">The host's first label: <c>bedrock</c>, <c>bedrock-runtime</c> or <c>sts</c>.</param>
    /// <param name="region">The region.</param>
    /// <param name="useFips">Whether a FIPS endpoint is wanted.</param>
    /// <param name="useDualStack">Whether a dual-stack endpoint is wanted.</param>
    /// <param name="custom">An endpoint of one's own; excludes the other two.</param>
    /// <exception cref="BedrockException">Kind Configuration: the parameters contradict each other, or the region is missing or none.</exception>
    public static Uri Resolve(string service, string? region, bool useFips, bool useDualStack, Uri? custom = null)
    {
        if (custom is not null)
        {
            return useFips ? throw Invalid("FIPS and custom endpoint are not supported")
                : useDualStack ? throw Invalid("Dualstack and custom endpoint are not supported")
                : custom;
        }

        if (region is null)
        {
            throw Invalid("Missing Region");
        }

        RequireHostLabel(region);
        Partition partition = Partition.Of(region);

        // STS in us-gov is FIPS under its plain name.
        bool plainFips = service == "sts" && partition.Id == "aws-us-gov" && !useDualStack;
        string fips = useFips && !plainFips ? "-fips" : "";
        return new Uri($"https://{service}{fips}.{region}.{(useDualStack ? partition.DualStackDnsSuffix : partition.DnsSuffix)}");
    }

    /// <summary>The endpoint of STS and the region to sign for.</summary>
    /// <param name="region">The region.</param>
    /// <param name="useFips">Whether a FIPS endpoint is wanted.</param>
    /// <param name="useDualStack">Whether a dual-stack endpoint is wanted.</param>
    /// <param name="custom">An endpoint of one's own.</param>
    /// <param name="useGlobalEndpoint">Whether the legacy global endpoint is wanted; we never want it: the regional one outlives an outage of us-east-1.</param>
    public static (Uri Endpoint, string? SigningRegion) ResolveSts(string? region, bool useFips, bool useDualStack, Uri? custom = null, bool useGlobalEndpoint = false)
    {
        bool global = custom is null && !useFips && !useDualStack
            && (region == "aws-global" || (useGlobalEndpoint && Array.IndexOf(LegacyGlobalRegions, region) >= 0));
        return global
            ? (new Uri("https://sts.amazonaws.com"), "us-east-1")
            : (Resolve("sts", region, useFips, useDualStack, custom), region);
    }

    /// <summary>
    /// The endpoint of bedrock-mantle, which has one host for both families of addresses, under the dual-stack suffix, and no rule set of its own.
    /// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints-region-availability.html.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="useFips">Whether a FIPS endpoint is wanted; none is documented.</param>
    /// <param name="custom">An endpoint of one's own.</param>
    /// <returns><see langword="null"/> where there is none: a FIPS endpoint must not silently become another.</returns>
    public static Uri? ResolveMantle(string region, bool useFips, Uri? custom) => custom is not null || !useFips ? Resolve(MantleService, region, useFips, useDualStack: custom is null, custom) : null;

    private static void RequireHostLabel(string region)
    {
        bool valid = region.Length is > 0 and <= 63 && region[0] != '-' && region[^1] != '-';
        foreach (char c in region)
        {
            valid &= char.IsAsciiLetterOrDigit(c) || c == '-';
        }

        if (!valid)
        {
            throw Invalid($"'{ErrorText.Clean(region)}' is no region");
        }
    }

    private static BedrockException Invalid(string what) => new(BedrockErrorKind.Configuration, $"Invalid Configuration: {what}");
}
