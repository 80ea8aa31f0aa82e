using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Outcrop.Gateway.Logging;

/// <summary>Builds the logger of a gateway: console and rotating file.</summary>
internal static class GatewayLogger
{
    /// <summary>Builds it.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="redactor">Takes secrets out; those it learns later too.</param>
    /// <param name="jsonConsole">Console lines as JSON; <see langword="null"/>: as configured, else unless a terminal is attached.</param>
    /// <param name="console">Whether to write to the console at all.</param>
    /// <param name="sink">One more sink, if any.</param>
    /// <exception cref="OutcropConfigurationException">The log file that was asked for cannot be written.</exception>
    public static Logger Create(OutcropConfiguration configuration, SecretRedactor redactor, bool? jsonConsole, bool console, ILogEventSink? sink)
    {
        LoggingSettings settings = configuration.Logging;
        var json = new SafeJsonFormatter(redactor);
        LoggerConfiguration logger = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(settings.Level))
            .MinimumLevel.Override("Microsoft", settings.Level <= LogLevel.Debug ? LogEventLevel.Information : LogEventLevel.Warning)
            .Filter.ByExcluding(IsNoise);
        if (console)
        {
            bool asJson = jsonConsole ?? settings.JsonConsole ?? Console.IsOutputRedirected;
            logger.WriteTo.Console(asJson ? json : (ITextFormatter)new SafeTextFormatter(redactor));
        }

        if (sink is not null)
        {
            logger.WriteTo.Sink(sink);
        }

        string? warning = settings.File is null ? null : AddFile(logger, settings, json, configuration.Source);
        Logger created = logger.CreateLogger();
        if (warning is not null)
        {
            created.Warning("No log file is written: {Reason}", warning);
        }

        return created;
    }

    /// <summary>A stream we broke on purpose has been told already, and a plaintext port without TLS's HTTP/2 negotiation is what was asked for.</summary>
    private static bool IsNoise(LogEvent logEvent) =>
        logEvent.Exception is BrokenStreamException || logEvent.MessageTemplate.Text.StartsWith("HTTP/2 is not enabled for", StringComparison.Ordinal);

    private static string? AddFile(LoggerConfiguration logger, LoggingSettings settings, ITextFormatter formatter, string source)
    {
        try
        {
            // The sink opens its file at the first event and only complains to itself, so whether it can is tried here.
            Directory.CreateDirectory(Path.GetDirectoryName(settings.File)!);
            using (new FileStream(settings.File!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return settings.FileIsExplicit
                ? throw new OutcropConfigurationException(source, [new ConfigurationFault("$.logging.file", $"cannot be written: {exception.Message}")])
                : exception.Message;
        }

        logger.WriteTo.File(
            formatter,
            settings.File!,
            fileSizeLimitBytes: settings.MaxFileBytes,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: settings.Backups + 1,
            buffered: false);
        return null;
    }

    private static LogEventLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => LogEventLevel.Verbose,
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        LogLevel.Critical or LogLevel.None => LogEventLevel.Fatal,
        _ => throw new InvalidOperationException($"No such level: {level}."),
    };
}
