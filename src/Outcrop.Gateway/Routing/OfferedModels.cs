using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Rerank;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Routing;

/// <summary>
/// What a caller may ask for, by name: the aliases, the models of the configuration, and, where a provider takes models that it does not list, those of the catalogue with
/// their inference profiles. A key sees what it may use and nothing else. Stateless; nothing is asked of AWS.
/// </summary>
internal static class OfferedModels
{
    /// <summary>Lists them, in that order, each name once.</summary>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    public static IReadOnlyList<OfferedModel> List(OutcropConfiguration configuration, KeyIdentity identity)
    {
        var offered = new List<OfferedModel>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string target) in configuration.Aliases)
        {
            // A wildcard is no name that could be asked for. Of a name with targets the first that the key may use speaks for it.
            if (!name.EndsWith('*'))
            {
                Add(name, configuration.Routes.GetValueOrDefault(name)?.Targets.FirstOrDefault(place => identity.MayUse(place.ModelId))?.ModelId ?? target);
            }
        }

        bool open = false;
        foreach (GeneratorProvider provider in configuration.Generator.Providers)
        {
            if (provider.IsServed)
            {
                open |= provider.SupportsCustomModel;
                foreach (GeneratorModel model in provider.Models)
                {
                    Add(model.Id, ModelAliases.Resolve(configuration.Aliases, model.Id));
                }
            }
        }

        foreach (ModelInfo model in open ? ModelCatalog.Default.Models : [])
        {
            if (model.Lifecycle is not { Status: "eol" })
            {
                Add(model.Id, model.Id);
                foreach (ModelProfile profile in model.Profiles)
                {
                    Add($"{profile.Prefix}.{model.Id}", $"{profile.Prefix}.{model.Id}");
                }
            }
        }

        return offered;

        void Add(string name, string target)
        {
            if (identity.MayUse(target) && names.Add(name))
            {
                offered.Add(new OfferedModel(name, target, ModelCatalog.Default.Find(target)));
            }
        }
    }

    /// <summary>Finds one by the name that a request would use.</summary>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="name">The name, an id or an ARN.</param>
    /// <returns><see langword="null"/> where there is none, or the key may not know it: the two must not differ.</returns>
    public static OfferedModel? Find(OutcropConfiguration configuration, KeyIdentity identity, string name)
    {
        try
        {
            Route route = ModelRouter.ResolveByName(configuration, identity, name);
            var model = new OfferedModel(name, route.ModelId, ModelCatalog.Default.Find(route.ModelId));
            return route.IsListed || route.ModelId != name || IsKnown(model) ? model : null;
        }
        catch (GatewayException refused) when (refused.Error.Blame == Blame.Client)
        {
            return null;
        }
    }

    /// <summary>Whether the catalogue or a family knows it. What an ARN of an account's own stands for only AWS can tell, and it was given to the caller by someone.</summary>
    private static bool IsKnown(OfferedModel model)
    {
        ModelId id = ModelId.Parse(model.ModelId);
        return model.Info is not null
            || id.Kind is not (ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile)
            || EmbeddingFamilies.TryFind(id) is not null
            || RerankFamilies.TryFind(id) is not null
            || ImageFamilies.All.Any(family => family.Matches(id));
    }
}
