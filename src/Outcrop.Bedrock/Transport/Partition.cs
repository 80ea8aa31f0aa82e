using System.Text.RegularExpressions;

namespace Outcrop.Bedrock.Transport;

/// <summary>One of AWS's partitions, as its SDKs' <c>partitions.json</c> describes it.</summary>
/// <param name="Id">Its id, as in an ARN.</param>
/// <param name="RegionPattern">What its regions look like.</param>
/// <param name="DnsSuffix">The suffix of its hosts.</param>
/// <param name="DualStackDnsSuffix">The suffix of its dual-stack hosts.</param>
internal sealed record Partition(string Id, string RegionPattern, string DnsSuffix, string DualStackDnsSuffix)
{
    // The rows of botocore's partitions.json of August 2026. All support FIPS and dual-stack.
    private static readonly Partition[] Table =
    [
        new("aws", @"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$", "amazonaws.com", "api.aws"),
        new("aws-cn", @"^cn\-\w+\-\d+$", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        new("aws-eusc", @"^eusc\-(de)\-\w+\-\d+$", "amazonaws.eu", "api.amazonwebservices.eu"),
        new("aws-iso", @"^us\-iso\-\w+\-\d+$", "c2s.ic.gov", "api.aws.ic.gov"),
        new("aws-iso-b", @"^us\-isob\-\w+\-\d+$", "sc2s.sgov.gov", "api.aws.scloud"),
        new("aws-iso-e", @"^eu\-isoe\-\w+\-\d+$", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        new("aws-iso-f", @"^us\-isof\-\w+\-\d+$", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        new("aws-us-gov", @"^us\-gov\-\w+\-\d+$", "amazonaws.com", "api.aws"),
    ];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Partition> All => Table;

    /// <summary>The partition of a region; <c>aws</c> for one that matches none, so that a new region works on its first day.</summary>
    /// <param name="region">The region.</param>
    public static Partition Of(string region)
    {
        foreach (Partition partition in Table)
        {
            if (region == $"{partition.Id}-global" || Regex.IsMatch(region, partition.RegionPattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                return partition;
            }
        }

        return Table[0];
    }
}
