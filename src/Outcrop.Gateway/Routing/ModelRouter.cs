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
        return Resolve(configuration, identity, provider, requested, ModelAliases.Resolve(configuration.Aliases, requested));
    }

    private static Route Resolve(OutcropConfiguration configuration, KeyIdentity identity, GeneratorProvider provider, string requested, string modelId)
    {
        if (!IsModelId(modelId))
        {
            throw Refuse(GatewayErrorKind.InvalidRequest, "model: is not a model id, inference profile id or model ARN");
        }

        // The key is asked before the catalogue, so that a key without a model cannot learn whether it exists.
        if (!identity.MayUse(modelId))
        {
            throw Refuse(GatewayErrorKind.PermissionDenied, "This API key may not use this model.");
        }

        GeneratorModel? listed = provider.Find(modelId);
        if (listed is null && !provider.SupportsCustomModel)
        {
            throw Refuse(GatewayErrorKind.ModelNotFound, $"model: provider '{provider.Id}' does not offer '{SafeText.Clean(requested)}'");
        }

        GeneratorModel? parameters = listed ?? provider.Find(provider.DefaultModel);
        return new Route(
            provider.Id,
            requested,
            modelId,
            configuration.Bedrock.ApiByModel.GetValueOrDefault(modelId, BedrockApi.Auto),
            parameters?.Parameters ?? new(),
            parameters?.AdditionalFields,
            listed is not null);
    }

    /// <summary>Finds the route of a dialect that names a model and no provider: an alias, a wildcard alias, or Bedrock's own id.</summary>
    /// <param name="configuration">The configuration this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="model">The model asked for.</param>
    /// <exception cref="GatewayException">There is no such model, or the key may not use it.</exception>
    public static Route ResolveByName(OutcropConfiguration configuration, KeyIdentity identity, string model)
    {
        string modelId = ModelAliases.Resolve(configuration.Aliases, model);

        // A name that is no id of Bedrock's would only come back as a 400 about identifiers; the caller's dialect has a better word for it.
        if (!IsModelId(modelId) || ModelId.Parse(modelId).Kind == ModelIdKind.Unknown)
        {
            throw Refuse(GatewayErrorKind.ModelNotFound, $"The model '{SafeText.Clean(model)}' does not exist: it is neither a configured name nor an id of Bedrock's.");
        }

        return Resolve(configuration, identity, ProviderOf(configuration.Generator, modelId), model, modelId);
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
    private static GeneratorProvider ProviderOf(GeneratorConfiguration generator, string modelId)
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

        return open ?? throw Refuse(GatewayErrorKind.ModelNotFound, $"The model '{SafeText.Clean(modelId)}' is not offered here.");
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
        new(new GatewayError(kind, Blame.Client, ExchangePhase.Request, message));
}
