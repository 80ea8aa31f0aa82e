using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads routes and their targets, and holds each against the accounts and the catalogue.</summary>
/// <param name="accounts">The accounts.</param>
/// <param name="bedrock">The settings of <c>bedrock</c>: what API and surface a model has elsewhere, and the catalogue.</param>
internal sealed class TargetsReader(IReadOnlyList<AccountSettings> accounts, BedrockSettings bedrock)
{
    private const int MostTargets = 256;

    /// <summary>Reads a route; <see langword="null"/> when it has no target.</summary>
    /// <param name="section">The object.</param>
    /// <param name="name">The name it stands under; <see langword="null"/>: it is that of all other models.</param>
    public ModelRouteSettings? ReadRoute(ConfigurationObject section, string? name)
    {
        ConfigurationNode node = section.Member("targets");
        var targets = new List<Target>();
        foreach (ConfigurationNode item in node.HasValue ? node.ReadItems() : [])
        {
            if (item.ReadObject() is not { } written)
            {
                if (!item.HasValue)
                {
                    item.Fault("must be an object");
                }

                continue;
            }

            Target? target = ReadTarget(written, name);
            if (target is null)
            {
                continue;
            }

            if (targets.Exists(other => other with { Priority = 0, Weight = 1 } == target with { Priority = 0, Weight = 1 }))
            {
                item.Fault("is the same target as another one");
            }

            targets.Add(target);
        }

        if (node.HasValue ? targets.Count > MostTargets : true)
        {
            node.Fault(node.HasValue ? $"has more than {MostTargets} targets" : "is needed: at least one target");
        }
        else if (targets.Count > 0 && targets.TrueForAll(target => target.Weight == 0))
        {
            node.Fault("each has the weight 0, so none would be chosen");
        }
        else if (targets.Count == 0 && node.ReadItems().Count == 0)
        {
            node.Fault("needs at least one target");
        }

        IReadOnlyList<string> fallbacks = name is null ? [] : section.Member("fallbacks").ReadStrings() ?? [];
        RoutePolicyOverrides overrides = PolicyReader.ReadOverrides(section);
        section.RefuseUnknown();
        return targets.Count == 0 ? null : new ModelRouteSettings { Targets = targets, Fallbacks = fallbacks, Overrides = overrides };
    }

    private Target? ReadTarget(ConfigurationObject section, string? routeName)
    {
        ConfigurationNode accountNode = section.Member("account");
        string accountId = accountNode.ReadString() ?? accounts[0].Id;
        AccountSettings? account = accounts.FirstOrDefault(candidate => candidate.Id == accountId);
        if (account is null)
        {
            string? near = NearestName.Find(accountId, accounts.Select(candidate => candidate.Id));
            accountNode.Fault($"'{accountId}' is none of the accounts ({string.Join(", ", accounts.Select(candidate => candidate.Id))}){(near is null ? "" : $"; did you mean '{near}'?")}");
        }

        ConfigurationNode regionNode = section.Member("region");
        string? region = AccountsReader.CheckRegion(regionNode, regionNode.ReadString());
        if (region is not null && account is { Regions.Count: > 0 } && !account.Regions.Contains(region))
        {
            regionNode.Fault($"'{region}' is none of the regions of account '{account.Id}' ({string.Join(", ", account.Regions)})");
        }

        region ??= account?.DefaultRegion;
        string? model = routeName is null ? "*" : ReadModel(section.Member("model"), routeName, region);
        ConfigurationNode apiNode = section.Member("api");
        ConfigurationNode surfaceNode = section.Member("surface");
        BedrockApi? api = Choices.Read(apiNode, Choices.Apis);
        BedrockSurface? surface = Choices.Read(surfaceNode, Choices.Surfaces);
        if (surface == BedrockSurface.Mantle && api is BedrockApi.Converse or BedrockApi.InvokeModel)
        {
            apiNode.Fault("bedrock-mantle does not have this API");
        }

        int priority = (int)(section.Member("priority").ReadInteger(0, 1000) ?? 0);
        int weight = (int)(section.Member("weight").ReadInteger(0, 1000) ?? 1);
        section.RefuseUnknown();
        return account is null || model is null ? null : new Target(
            account.Id,
            region,
            model,
            api ?? bedrock.ApiByModel.GetValueOrDefault(model, BedrockApi.Auto),
            surface ?? (bedrock.SurfaceByModel.TryGetValue(model, out BedrockSurface known) ? known : null),
            priority,
            weight);
    }

    private string? ReadModel(ConfigurationNode node, string routeName, string? region)
    {
        string? model = node.ReadString();
        if (model is null)
        {
            if (!node.HasValue)
            {
                node.Fault("is needed");
            }

            return null;
        }

        if (ModelTexts.FaultOf(model, routeName) is { } fault)
        {
            node.Fault(fault);
            return null;
        }

        if (!model.Contains('*') && RegionDoubts.Find(model, region, bedrock.Catalog ?? ModelCatalog.Default) is { } doubt)
        {
            node.Warn(doubt);
        }

        return model;
    }
}
