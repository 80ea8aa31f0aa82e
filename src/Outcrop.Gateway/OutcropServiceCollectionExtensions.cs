using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Hosting;
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
        services.AddSingleton(provider => new BedrockClients(
            (one, account, region) => CreateOptions(provider, one, account, region, configureBedrock), provider.GetRequiredService<ILogger<BedrockUpstream>>()));
        services.AddSingleton(provider => new GatewaySnapshots(configuration, one => CreatePool(provider, one), provider.GetRequiredService<SecretRedactor>()));

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
        services.AddSingleton(provider => new BedrockClient(CreateOptions(provider, configuration, configuration.Accounts[0], configuration.Accounts[0].DefaultRegion, configureBedrock)));
        services.AddSingleton<PlaceHealths>();
        services.AddSingleton(provider => new PlaceWatcher(
            provider.GetRequiredService<GatewaySnapshots>(), provider.GetRequiredService<PlaceHealths>(), provider.GetRequiredService<TimeProvider>(), new Random(), provider.GetRequiredService<ILogger<PlaceWatcher>>()));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<PlaceWatcher>());
        services.AddSingleton<IReadinessProbe, ServingProbe>();
        services.TryAddSingleton(FetchNetwork.System);
        services.AddSingleton<UrlFetcher>();
        services.AddSingleton(provider => new TargetHealths(
            provider.GetRequiredService<TimeProvider>(), new Random(), provider.GetRequiredService<GatewayMetrics>(), provider.GetRequiredService<GatewaySnapshots>()));
        services.AddSingleton<StickyTargets>();
        services.AddSingleton<TargetOrder>();
        services.AddSingleton<TargetChooser>();
        services.AddSingleton<ConcurrencyBudget>();
        services.AddSingleton<StreamDrains>();
        services.AddSingleton<OpenExchanges>();
        services.TryAddSingleton(DrainPlan.Of(configuration.Drain, waits: false));
        services.AddSingleton<DrainDeadline>();
        services.AddHostedService<Draining>();
        services.AddSingleton<Hedging>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<ExchangePipeline>();
        return services;
    }

    private static UpstreamPool CreatePool(IServiceProvider provider, OutcropConfiguration configuration)
    {
        BedrockClients clients = provider.GetRequiredService<BedrockClients>();
        return new UpstreamPool(
            configuration,
            (account, region) => clients.Take(configuration, account, region),
            provider.GetService<Func<Target?, IUpstream>>() ?? (provider.GetService<IUpstream>() is { } one ? _ => one : null),
            (account, region) => clients.TryTake(configuration, account, region));
    }

    private static BedrockClientOptions CreateOptions(
        IServiceProvider provider, OutcropConfiguration configuration, AccountSettings account, string? region, Action<BedrockClientOptions>? configureBedrock) =>
        BedrockOptionsFactory.Create(configuration, account, region, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<IMeterFactory>(), configureBedrock);
}
