using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>quotas</c> section.</summary>
internal static class QuotasReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="node">The array, if any.</param>
    /// <param name="accounts">The accounts.</param>
    public static IReadOnlyList<QuotaSettings> Read(ConfigurationNode node, IReadOnlyList<AccountSettings> accounts)
    {
        var quotas = new List<QuotaSettings>();
        foreach (ConfigurationNode item in node.HasValue ? node.ReadItems() : [])
        {
            if (item.ReadObject() is { } section)
            {
                QuotaSettings quota = ReadQuota(item, section, accounts);
                if (quotas.Exists(other => (other.AccountId, other.Region, other.Model) == (quota.AccountId, quota.Region, quota.Model)))
                {
                    item.Fault("is for the same account, region and model as another one");
                }

                quotas.Add(quota);
            }
            else if (!item.HasValue)
            {
                item.Fault("must be an object");
            }
        }

        return quotas;
    }

    private static QuotaSettings ReadQuota(ConfigurationNode item, ConfigurationObject section, IReadOnlyList<AccountSettings> accounts)
    {
        ConfigurationNode accountNode = section.Member("account");
        string accountId = accountNode.ReadString() ?? accounts[0].Id;
        AccountSettings? account = accounts.FirstOrDefault(candidate => candidate.Id == accountId);
        if (account is null)
        {
            accountNode.Fault($"'{accountId}' is none of the accounts ({string.Join(", ", accounts.Select(candidate => candidate.Id))})");
        }

        ConfigurationNode regionNode = section.Member("region");
        string? region = AccountsReader.CheckRegion(regionNode, regionNode.ReadString());
        if (region is not null && account is { Regions.Count: > 0 } && !account.Regions.Contains(region))
        {
            regionNode.Fault($"'{region}' is none of the regions of account '{accountId}' ({string.Join(", ", account.Regions)})");
        }

        ConfigurationNode modelNode = section.Member("model");
        string model = modelNode.ReadString() ?? "*";
        if (model.Length == 0 || model.AsSpan(0, model.Length - 1).Contains('*'))
        {
            modelNode.Fault("must be a model id; a '*' may stand at the end only");
        }

        var quota = new QuotaSettings(
            accountId,
            region,
            model,
            section.Member("requestsPerMinute").ReadDouble(1, 1e9),
            section.Member("tokensPerMinute").ReadDouble(1, 1e12),
            section.Member("outputBurndown").ReadDouble(1, 100));
        if (quota is { RequestsPerMinute: null, TokensPerMinute: null } && !section.HasAny("requestsPerMinute", "tokensPerMinute"))
        {
            item.Fault("needs requestsPerMinute or tokensPerMinute");
        }

        section.RefuseUnknown();
        return quota;
    }
}
