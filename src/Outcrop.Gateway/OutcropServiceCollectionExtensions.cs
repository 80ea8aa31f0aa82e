using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway;

/// <summary>Adds the gateway to an application's services.</summary>
public static class OutcropServiceCollectionExtensions
{
    /// <summary>Adds the gateway: keys, routing, limits, ledger, and the Bedrock clients; who asks for a <see cref="BedrockClient"/> gets one apart from them, for this configuration's first account. Map its endpoints with <see cref="OutcropEndpointRouteBuilderExtensions.MapOutcrop"/>.</summary>
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
        services.AddMetrics();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton(new AnonymousAccess(allowAnonymous));
        services.TryAddSingleton(new SecretRedactor([]));
        services.AddSingleton(provider => new GatewaySnapshots(configuration, one => CreatePool(provider, one, configureBedrock), provider.GetRequiredService<SecretRedactor>()));

        // It has nothing of a configuration.
        services.AddSingleton<SigV4Verifier>();

        // One of each for a request: they hold it to one configuration.
        services.AddScoped(static provider => new GatewayState(provider.GetRequiredService<GatewaySnapshots>(), provider.GetRequiredService<AnonymousAccess>()));
        services.AddScoped<KeyAuthenticator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HeaderMatcherPolicy>());
        services.AddSingleton<ConfigurationHealth>();
        services.AddSingleton<ConcurrencyLimiter>();
        services.AddSingleton<ExchangeStatistics>();
        services.AddSingleton<Readiness>();
        services.AddSingleton(provider => new ResponseStore(configuration.Responses, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILedger, LogLedger>();
        services.AddSingleton(provider => CreateClient(provider, configuration, configuration.Accounts[0], configuration.Accounts[0].DefaultRegion, configureBedrock));
        services.AddSingleton<IReadinessProbe, CredentialsProbe>();
        services.AddSingleton<IReadinessProbe, TargetsProbe>();
        services.TryAddSingleton(FetchNetwork.System);
        services.AddSingleton<UrlFetcher>();
        services.AddSingleton(provider => new TargetHealths(provider.GetRequiredService<TimeProvider>(), new Random(), provider.GetRequiredService<GatewayMetrics>()));
        services.AddSingleton<StickyTargets>();
        services.AddSingleton<TargetOrder>();
        services.AddSingleton<ConcurrencyBudget>();
        services.AddSingleton<StreamDrains>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<ExchangePipeline>();
        return services;
    }

    private static UpstreamPool CreatePool(IServiceProvider provider, OutcropConfiguration configuration, Action<BedrockClientOptions>? configureBedrock)
    {
        ILogger<BedrockUpstream> logger = provider.GetRequiredService<ILogger<BedrockUpstream>>();
        return new UpstreamPool(
            configuration,
            (account, region) => new BedrockUpstream(CreateClient(provider, configuration, account, region, configureBedrock), logger),
            provider.GetService<Func<Target?, IUpstream>>() ?? (provider.GetService<IUpstream>() is { } one ? _ => one : null));
    }

    private static BedrockClient CreateClient(
        IServiceProvider provider, OutcropConfiguration configuration, AccountSettings account, string? region, Action<BedrockClientOptions>? configureBedrock) =>
        new(BedrockOptionsFactory.Create(configuration, account, region, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<IMeterFactory>(), configureBedrock));
}
