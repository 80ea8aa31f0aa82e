using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>Makes the client's options of the configuration.</summary>
internal static class BedrockOptionsFactory
{
    /// <summary>Makes them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="account">The account.</param>
    /// <param name="region">The region; <see langword="null"/>: what the environment or profile says.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggerFactory">Where the client logs.</param>
    /// <param name="meterFactory">Makes the client's meter.</param>
    /// <param name="customize">Has the last word.</param>
    public static BedrockClientOptions Create(
        OutcropConfiguration configuration, AccountSettings account, string? region, TimeProvider timeProvider, ILoggerFactory loggerFactory, IMeterFactory meterFactory, Action<BedrockClientOptions>? customize)
    {
        BedrockSettings settings = configuration.Bedrock;
        RegionEndpoints? endpoints = region is null ? null : account.Endpoints.GetValueOrDefault(region);
        var options = new BedrockClientOptions
        {
            Region = region,
            Endpoint = account.Endpoint,
            RuntimeEndpoint = endpoints?.Runtime,
            ControlPlaneEndpoint = endpoints?.ControlPlane,
            MantleEndpoint = endpoints?.Mantle,
            UseFips = account.UseFips,
            UseDualStack = account.UseDualStack,
            Timeouts = configuration.Timeouts,
            Retry = configuration.Retry,
            RetryTokens = configuration.RetryBudget.Tokens,
            TimeProvider = timeProvider,
            LoggerFactory = loggerFactory,
            MeterFactory = meterFactory,
            AccountLabel = account.Id,
            ApiByModel = new Dictionary<string, BedrockApi>(settings.ApiByModel, StringComparer.Ordinal),
            SurfaceByModel = new Dictionary<string, BedrockSurface>(settings.SurfaceByModel, StringComparer.Ordinal),
            StrictParameters = settings.StrictParameters,
            LearnFromRefusals = settings.LearnFromRefusals,
            BaseModels = new Dictionary<string, string>(settings.BaseModels, StringComparer.Ordinal),
            Credentials = account.Credentials.ToOptions(account.StsEndpoint),
        };
        foreach (Target target in configuration.Routes.Values.Append(configuration.DefaultRoute).SelectMany(static route => route?.Targets ?? []))
        {
            if (target.Surface is { } surface && target.AccountId == account.Id && target.Region == region)
            {
                options.SurfaceByModel[target.ModelId] = surface;
            }
        }

        if (settings.Catalog is { } catalog)
        {
            options.Catalog = catalog;
        }

        if (settings.DefaultMaxTokens is { } limit)
        {
            options.DefaultMaxTokens = limit == 0 ? null : limit;
        }

        customize?.Invoke(options);
        return options;
    }
}
