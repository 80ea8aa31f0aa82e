using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Configuration.Sections;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Tokens;
using Outcrop.Gateway.Upstream;
using Serilog.Core;

namespace Outcrop.Gateway;

/// <summary>The gateway as a whole application: configuration, logging, server, endpoints.</summary>
public static partial class GatewayHost
{
    /// <summary>The headers of an answer that scripts of another origin may read: what clients in browsers go by.</summary>
    private static readonly string[] ExposedHeaders =
    [
        "x-request-id", "request-id", "x-outcrop-dropped-params", TokenEstimate.HeaderName, "Retry-After", "retry-after-ms", "x-should-retry", "x-amzn-RequestId", "x-amzn-ErrorType",
        "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
        "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset",
    ];

    /// <summary>Makes the application; nothing listens before it is started. Dispose it to close the log.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="OutcropConfigurationException">The configuration is wrong, or has no keys where keys are needed.</exception>
    public static WebApplication Create(GatewayHostOptions? options = null)
    {
        options ??= new GatewayHostOptions();
        ConfigurationSource? source = options.Configuration is null ? SourceOf(options) : null;
        ConfigurationReading? reading = source?.Read();
        OutcropConfiguration configuration = options.Configuration ?? reading!.Require();
        ServerSettings server = configuration.Server with
        {
            Address = options.Address ?? configuration.Server.Address,
            Port = options.Port ?? configuration.Server.Port,
        };
        if (CheckAccess(configuration, server.Address, options.DevelopmentMode) is { } fault)
        {
            throw new OutcropConfigurationException(configuration.Source, [fault]);
        }

        // An empty builder: appsettings.json, ASPNETCORE_ variables and file watchers are not part of this program's configuration.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Outcrop" });
        var redactor = new SecretRedactor(configuration.Secrets);
        builder.Services.AddSingleton(redactor);
        Logger logger = GatewayLogger.Create(configuration, redactor, options.JsonConsole, options.LogToConsole, options.LogSink);
        builder.Logging.AddProvider(new Serilog.Extensions.Logging.SerilogLoggerProvider(logger, dispose: true));
        builder.Logging.SetMinimumLevel(configuration.Logging.Level);

        // The server's own request lines and scopes hold the raw path and query, and their RequestId would hide ours.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => ServerLimits.Apply(kestrel, server));
        ServerSockets.Bound(builder.Services);
        if (server.InlineScheduling)
        {
            InlineScheduling.Enable(builder.Services);
        }

        DrainPlan drain = DrainPlan.Of(configuration.Drain, waits: !options.DevelopmentMode) with { Now = options.StopNow };
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = drain.HostTimeout);
        builder.Services.AddSingleton(drain);
        builder.Services.AddSingleton<IHostedService, DrainTimer>();
        builder.Services.AddRoutingCore();
        builder.Services.AddCors();
        builder.Services.AddSingleton(options.TimeProvider);
        if (options.Upstream is not null)
        {
            builder.Services.AddSingleton(options.Upstream);
        }

        if (options.UpstreamOf is not null)
        {
            builder.Services.AddSingleton(options.UpstreamOf);
        }

        if (options.FetchNetwork is not null)
        {
            builder.Services.AddSingleton(options.FetchNetwork);
        }

        if (options.Ledger is not null)
        {
            builder.Services.AddSingleton(options.Ledger);
        }

        builder.Services.AddOutcrop(configuration, options.DevelopmentMode, options.ConfigureBedrock);
        if (reading is not null)
        {
            AddReload(builder.Services, options, source!, reading, server.Address);
        }

        WebApplication app = builder.Build();
        app.Services.GetRequiredService<PlaceWatcher>().IsOn = options.LooksAtAccounts;
        Compose(app, server);
        foreach (string warning in configuration.Warnings)
        {
            LogWarning(app.Logger, warning);
        }

        return app;
    }

    private static void Compose(WebApplication app, ServerSettings server)
    {
        app.UseMiddleware<RequestLogMiddleware>();
        if (server.CorsOrigins.Count > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins([.. server.CorsOrigins])
                .AllowAnyHeader()
                .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
                .WithExposedHeaders(ExposedHeaders));
        }

        app.UseRouting();
        app.UseMiddleware<AccessGateMiddleware>();
        app.MapOutcrop();
    }

    private static ConfigurationSource SourceOf(GatewayHostOptions options)
    {
        string folder = options.WorkingDirectory ?? Environment.CurrentDirectory;
        string dotEnv = Path.Combine(folder, ".env");
        if (options.Environment is not null)
        {
            return new ConfigurationSource(options.ConfigurationPath, options.Environment, folder, options.Files);
        }

        // The variables come first without those of the file, so that the file can change while the gateway runs; AWS's own chain sees it as it is now.
        IReadOnlyDictionary<string, string> own = ProcessEnvironment.Read();
        DotEnvFile.ApplyToProcess(dotEnv);
        return new ConfigurationSource(options.ConfigurationPath, own, folder, options.Files) { DotEnv = dotEnv };
    }

    private static void AddReload(IServiceCollection services, GatewayHostOptions options, ConfigurationSource source, ConfigurationReading first, string address)
    {
        services.AddSingleton(provider => new ConfigurationReloader(
            first,
            source.Read,
            configuration => CheckAccess(configuration, address, options.DevelopmentMode),
            provider.GetRequiredService<GatewaySnapshots>(),
            provider.GetRequiredService<ConfigurationHealth>(),
            provider.GetRequiredService<ILogger<ConfigurationReloader>>()));
        services.AddSingleton<IHostedService>(provider => new ConfigurationWatcher(
            provider.GetRequiredService<ConfigurationReloader>(),
            first.Require().Reload,
            options.FileEvents,
            options.ReloadOnHangup ?? Console.IsInputRedirected,
            options.TimeProvider,
            provider.GetRequiredService<ILogger<ConfigurationWatcher>>()));
    }

    /// <summary>Why a configuration must not be served at an address; <see langword="null"/> when it may be.</summary>
    private static ConfigurationFault? CheckAccess(OutcropConfiguration configuration, string address, bool developmentMode) =>
        !SectionReader.IsAddress(address) ? new ConfigurationFault("$.server.address", "must be an IP address, localhost or *")
        : configuration.Keys.Count > 0 || (developmentMode && ServerLimits.IsLoopback(address)) ? null
        : new ConfigurationFault("$.keys", developmentMode
            ? $"there are none, and {address} can be reached by others; add a key, or listen on 127.0.0.1"
            : "there are none; add at least one ({\"id\": \"me\", \"key\": \"${OUTCROP_KEY}\"}), or use development mode on loopback");

    [LoggerMessage(1401, LogLevel.Warning, "configuration: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
