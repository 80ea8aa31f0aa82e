using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway;

/// <summary>Adds the gateway to an application's services.</summary>
public static class OutcropServiceCollectionExtensions
{
    /// <summary>Adds the gateway: keys, routing, limits, ledger, and the Bedrock client. Map its endpoints with <see cref="OutcropEndpointRouteBuilderExtensions.MapOutcrop"/>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="allowAnonymous">Whether callers on loopback need no key when the configuration has none. Default: no; without keys every call is then refused.</param>
    /// <param name="configureBedrock">Has the last word over the client's options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOutcrop(
        this IServiceCollection services, OutcropConfiguration configuration, bool allowAnonymous = false, Action<BedrockClientOptions>? configureBedrock = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new GatewayState(configuration, allowAnonymous));
        services.AddSingleton<SigV4Verifier>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HeaderMatcherPolicy>());
        services.AddSingleton<KeyAuthenticator>();
        services.AddSingleton<ConcurrencyLimiter>();
        services.AddSingleton<ExchangeStatistics>();
        services.AddSingleton<Readiness>();
        services.AddSingleton(provider => new ResponseStore(configuration.Responses, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILedger, LogLedger>();
        services.AddSingleton(provider => new BedrockClient(BedrockOptionsFactory.Create(
            configuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), configureBedrock)));
        services.AddSingleton<BedrockUpstream>();
        services.TryAddSingleton<IUpstream>(static provider => provider.GetRequiredService<BedrockUpstream>());
        services.AddSingleton<IReadinessProbe>(static provider => provider.GetRequiredService<BedrockUpstream>());
        services.TryAddSingleton(FetchNetwork.System);
        services.AddSingleton<UrlFetcher>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<ExchangePipeline>();
        return services;
    }
}
