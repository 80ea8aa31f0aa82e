using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Credentials;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Upstream;

/// <summary>Makes the client's options of the configuration.</summary>
internal static class BedrockOptionsFactory
{
    /// <summary>Makes them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggerFactory">Where the client logs.</param>
    /// <param name="customize">Has the last word.</param>
    public static BedrockClientOptions Create(OutcropConfiguration configuration, TimeProvider timeProvider, ILoggerFactory loggerFactory, Action<BedrockClientOptions>? customize)
    {
        BedrockSettings settings = configuration.Bedrock;
        var options = new BedrockClientOptions
        {
            Region = settings.Region,
            Endpoint = settings.Endpoint,
            UseFips = settings.UseFips,
            UseDualStack = settings.UseDualStack,
            Timeouts = configuration.Timeouts,
            Retry = configuration.Retry,
            TimeProvider = timeProvider,
            LoggerFactory = loggerFactory,
            ApiByModel = new Dictionary<string, BedrockApi>(settings.ApiByModel, StringComparer.Ordinal),
            SurfaceByModel = new Dictionary<string, BedrockSurface>(settings.SurfaceByModel, StringComparer.Ordinal),
            StrictParameters = settings.StrictParameters,
            LearnFromRefusals = settings.LearnFromRefusals,
            BaseModels = new Dictionary<string, string>(settings.BaseModels, StringComparer.Ordinal),
            Credentials = new BedrockCredentialOptions
            {
                ApiKey = settings.ApiKey,
                AccessKeyId = settings.AccessKeyId,
                SecretAccessKey = settings.SecretAccessKey,
                SessionToken = settings.SessionToken,
                Profile = settings.Profile,
                RoleArn = settings.RoleArn,
                ExternalId = settings.ExternalId,
                SessionName = settings.SessionName,
                SessionTags = new Dictionary<string, string>(settings.SessionTags, StringComparer.Ordinal),
                StsEndpoint = settings.StsEndpoint,
            },
        };
        if (settings.Catalog is { } catalog)
        {
            options.Catalog = catalog;
        }

        if (settings.DefaultMaxTokens is { } limit)
        {
            options.DefaultMaxTokens = limit == 0 ? null : limit;
        }

        if (settings.SessionDuration is { } duration)
        {
            options.Credentials.Duration = duration;
        }

        customize?.Invoke(options);
        return options;
    }
}
