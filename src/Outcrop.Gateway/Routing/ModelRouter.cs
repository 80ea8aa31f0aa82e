using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Routing;

/// <summary>Turns the names in a request into a <see cref="Route"/>. Stateless.</summary>
internal static class ModelRouter
{
    private const int LongestModelId = 2048;

    private static readonly System.Buffers.SearchValues<char> ModelIdCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/_-");

    /// <summary>Finds the route.</summary>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="providerId">The provider asked for; <see langword="null"/> or empty for the default.</param>
    /// <param name="model">The model asked for; <see langword="null"/> or empty for the provider's default.</param>
    /// <exception cref="GatewayException">There is no such provider or model, or the key may not use it.</exception>
    public static Route Resolve(OutcropConfiguration configuration, KeyIdentity identity, string? providerId, string? model)
    {
        GeneratorProvider provider = FindProvider(configuration.Generator, providerId);
        string requested = string.IsNullOrEmpty(model) ? provider.DefaultModel : model;
        ModelRouteSettings? settings = ModelAliases.Resolve(configuration, requested, out string modelId, out string? taken);
        return !IsModelId(modelId)
            ? throw Refuse(GatewayErrorKind.InvalidRequest, "model: is not a model id, inference profile id or model ARN")
            : Build(configuration, identity, provider, requested, modelId, settings, taken, withFallbacks: true, out GatewayError? error) ?? throw new GatewayException(error!);
    }

    /// <summary>Finds the route of a dialect that names a model and no provider: an alias, a wildcard alias, or Bedrock's own id.</summary>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="model">The model asked for.</param>
    /// <exception cref="GatewayException">There is no such model, or the key may not use it.</exception>
    public static Route ResolveByName(OutcropConfiguration configuration, KeyIdentity identity, string model) =>
        TryResolveByName(configuration, identity, model, withFallbacks: true, out GatewayError? error) ?? throw new GatewayException(error!);

    private static Route? TryResolveByName(OutcropConfiguration configuration, KeyIdentity identity, string model, bool withFallbacks, out GatewayError? error)
    {
        ModelRouteSettings? settings = ModelAliases.Resolve(configuration, model, out string modelId, out string? taken);

        // A name that is no id of Bedrock's would only come back as a 400 about identifiers; the caller's dialect has a better word for it.
        if (!IsModelId(modelId) || ModelId.Parse(modelId).Kind == ModelIdKind.Unknown)
        {
            error = Error(GatewayErrorKind.ModelNotFound, $"The model '{SafeText.Clean(model)}' does not exist: it is neither a configured name nor an id of Bedrock's.");
            return null;
        }

        if (ProviderOf(configuration.Generator, modelId) is { } provider)
        {
            return Build(configuration, identity, provider, model, modelId, settings, taken, withFallbacks, out error);
        }

        error = Error(GatewayErrorKind.ModelNotFound, $"The model '{SafeText.Clean(modelId)}' is not offered here.");
        return null;
    }

    private static Route? Build(
        OutcropConfiguration configuration, KeyIdentity identity, GeneratorProvider provider, string requested, string modelId, ModelRouteSettings? settings, string? taken, bool withFallbacks, out GatewayError? error)
    {
        // The key is asked before the catalogue, so that a key without a model cannot learn whether it exists.
        IReadOnlyList<Target> targets = TargetsOf(configuration, identity, modelId, settings, taken);
        if (targets.Count == 0)
        {
            error = Error(GatewayErrorKind.PermissionDenied, "This API key may not use this model.");
            return null;
        }

        modelId = targets[0].ModelId;
        GeneratorModel? listed = provider.Find(modelId);

        // Whoever wrote a route by hand has offered its models.
        if (listed is null && !provider.SupportsCustomModel && settings is null)
        {
            error = Error(GatewayErrorKind.ModelNotFound, $"model: provider '{provider.Id}' does not offer '{SafeText.Clean(requested)}'");
            return null;
        }

        error = null;
        GeneratorModel? parameters = listed ?? provider.Find(provider.DefaultModel);
        return new Route(provider.Id, requested, modelId, targets[0].Api, parameters?.Parameters ?? new(), parameters?.AdditionalFields, listed is not null || settings is not null)
        {
            Targets = targets,
            Fallbacks = withFallbacks && settings is { Fallbacks.Count: > 0 } ? FallbacksOf(configuration, identity, settings) : [],
            Policy = configuration.Policy.With((settings ?? configuration.DefaultRoute)?.Overrides ?? RoutePolicyOverrides.None).With(identity.Key?.Overrides ?? RoutePolicyOverrides.None),
        };
    }

    /// <summary>Every target that the key may use: a route must not widen what a key is allowed.</summary>
    private static IReadOnlyList<Target> TargetsOf(OutcropConfiguration configuration, KeyIdentity identity, string modelId, ModelRouteSettings? settings, string? taken)
    {
        if ((settings ?? configuration.DefaultRoute) is not { } route)
        {
            return identity.MayUse(modelId)
                ? [new Target(configuration.Accounts[0].Id, configuration.Accounts[0].DefaultRegion, modelId, configuration.Bedrock.ApiByModel.GetValueOrDefault(modelId, BedrockApi.Auto))]
                : [];
        }

        var targets = new List<Target>(route.Targets.Count);
        foreach (Target target in route.Targets)
        {
            // Those of models.default have a star for the whole name; those of a wildcard one for what it took.
            string id = settings is null ? modelId : ModelAliases.Fill(target.ModelId, taken);
            if (IsModelId(id) && identity.MayUse(id))
            {
                targets.Add(id == target.ModelId ? target : target with { ModelId = id, Api = target.Api == BedrockApi.Auto ? configuration.Bedrock.ApiByModel.GetValueOrDefault(id, BedrockApi.Auto) : target.Api });
            }
        }

        return targets;
    }

    /// <summary>The fallbacks, theirs behind each of them, each name once: what a fallback falls back to is still better than nothing.</summary>
    private static List<Route> FallbacksOf(OutcropConfiguration configuration, KeyIdentity identity, ModelRouteSettings settings)
    {
        var routes = new List<Route>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Add(settings.Fallbacks);
        return routes;

        void Add(IReadOnlyList<string> names)
        {
            foreach (string name in names)
            {
                if (!seen.Add(name))
                {
                    continue;
                }

                if (TryResolveByName(configuration, identity, name, withFallbacks: false, out _) is { } route)
                {
                    routes.Add(route);
                }

                Add(configuration.Routes.GetValueOrDefault(name)?.Fallbacks ?? []);
            }
        }
    }

    /// <summary>Whether a text can be a model identifier. What passes cannot climb out of the URL's path or break a header.</summary>
    /// <param name="text">The text.</param>
    public static bool IsModelId(string text)
    {
        if (text.Length is 0 or > LongestModelId || !char.IsAsciiLetterOrDigit(text[0]) || text.AsSpan().ContainsAnyExcept(ModelIdCharacters))
        {
            return false;
        }

        foreach (Range segment in text.AsSpan().Split('/'))
        {
            if (text.AsSpan()[segment] is "." or ".." or "")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The provider that lists a model, else the default one, else any that takes models it does not list.</summary>
    private static GeneratorProvider? ProviderOf(GeneratorConfiguration generator, string modelId)
    {
        GeneratorProvider? open = generator.Find(generator.DefaultProvider) is { IsServed: true, SupportsCustomModel: true } preferred ? preferred : null;
        foreach (GeneratorProvider provider in generator.Providers)
        {
            if (!provider.IsServed)
            {
                continue;
            }

            if (provider.Find(modelId) is not null)
            {
                return provider;
            }

            open ??= provider.SupportsCustomModel ? provider : null;
        }

        return open;
    }

    private static GeneratorProvider FindProvider(GeneratorConfiguration generator, string? id)
    {
        GeneratorProvider? provider = generator.Find(string.IsNullOrEmpty(id) ? generator.DefaultProvider : id);
        if (provider is null)
        {
            throw Refuse(GatewayErrorKind.InvalidRequest, $"provider: '{SafeText.Clean(id!)}' is none of the configured providers");
        }

        return provider.IsServed ? provider : throw Refuse(GatewayErrorKind.InvalidRequest, $"provider '{provider.Id}' is not served by Outcrop");
    }

    private static GatewayException Refuse(GatewayErrorKind kind, string message) =>
        new(Error(kind, message));

    private static GatewayError Error(GatewayErrorKind kind, string message) => new(kind, Blame.Client, ExchangePhase.Request, message);
}
