using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the sections that are flat lists of settings.</summary>
internal static class SectionReader
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Reads <c>server</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static ServerSettings ReadServer(ConfigurationObject? section)
    {
        var defaults = new ServerSettings();
        if (section is null)
        {
            return defaults;
        }

        ConfigurationNode address = section.Member("address");
        string? addressText = address.ReadString();
        if (addressText is not null && !IsAddress(addressText))
        {
            address.Fault("must be an IP address, localhost or *");
            addressText = null;
        }

        var settings = new ServerSettings
        {
            Address = addressText ?? defaults.Address,
            Port = (int)(section.Member("port").ReadInteger(0, 65535) ?? defaults.Port),
            MaxRequestBodyBytes = section.Member("maxRequestBodyBytes").ReadInteger(1024, 1L << 31) ?? defaults.MaxRequestBodyBytes,
            MaxConcurrentConnections = section.Member("maxConcurrentConnections").ReadInteger(1, int.MaxValue),
            WriteTimeout = section.Member("writeTimeout").ReadSeconds() ?? defaults.WriteTimeout,
            HeartbeatInterval = section.Member("heartbeatInterval").ReadDouble(0, 3600) is { } interval ? TimeSpan.FromSeconds(interval) : defaults.HeartbeatInterval,
            CommitAfter = section.Member("commitAfter").ReadSeconds(),
            ShutdownTimeout = section.Member("shutdownTimeout").ReadSeconds() ?? defaults.ShutdownTimeout,
            InlineScheduling = section.Member("inlineScheduling").ReadBoolean() ?? defaults.InlineScheduling,
            ApiDocs = section.Member("apiDocs").ReadBoolean() ?? defaults.ApiDocs,
            CorsOrigins = ReadOrigins(section.Member("corsOrigins")),
        };
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>Whether a text names an address to listen on.</summary>
    /// <param name="text">The text.</param>
    public static bool IsAddress(string text) => text is "localhost" or "*" || IPAddress.TryParse(text, out _);

    /// <summary>Reads <c>reload</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static ReloadSettings ReadReload(ConfigurationObject? section)
    {
        var defaults = new ReloadSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new ReloadSettings
        {
            Watch = section.Member("watch").ReadBoolean() ?? defaults.Watch,
            Interval = section.Member("interval").ReadDouble(0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Interval,
        };
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>Reads <c>health</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static HealthSettings ReadHealth(ConfigurationObject? section)
    {
        var defaults = new HealthSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new HealthSettings { Interval = section.Member("interval").ReadDouble(0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Interval };
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>Reads <c>responses</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static ResponseStoreSettings ReadResponses(ConfigurationObject? section)
    {
        var defaults = new ResponseStoreSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new ResponseStoreSettings
        {
            Enabled = section.Member("store").ReadBoolean() ?? defaults.Enabled,
            MaxResponses = (int)(section.Member("maxResponses").ReadInteger(1, 10_000_000) ?? defaults.MaxResponses),
            MaxBytes = section.Member("maxBytes").ReadInteger(1024, 1L << 40) ?? defaults.MaxBytes,
            Lifetime = section.Member("lifetime").ReadDouble(1, 365 * 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Lifetime,
        };
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>Reads <c>limits</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static LimitSettings ReadLimits(ConfigurationObject? section)
    {
        var defaults = new LimitSettings();
        if (section is null)
        {
            return defaults;
        }

        var limits = new LimitSettings { MaxConcurrentRequests = (int)(section.Member("maxConcurrentRequests").ReadInteger(1, 1_000_000) ?? defaults.MaxConcurrentRequests) };
        section.RefuseUnknown();
        return limits;
    }

    /// <summary>Reads <c>logging</c>.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="workingDirectory">What its paths are relative to.</param>
    public static LoggingSettings ReadLogging(ConfigurationObject? section, string workingDirectory)
    {
        const string DefaultFile = "logs/application.log";
        string defaultFolder = Path.GetFullPath("logs", workingDirectory);
        if (section is null)
        {
            return new LoggingSettings { Folder = defaultFolder, File = Path.GetFullPath(DefaultFile, workingDirectory) };
        }

        string folder = section.Member("folder").ReadString() is { Length: > 0 } named ? Path.GetFullPath(named, workingDirectory) : defaultFolder;
        ConfigurationNode fileNode = section.Member("file");
        string? fileText = fileNode.ReadString();
        string? file = fileText is { Length: > 0 } ? Path.GetFullPath(fileText, workingDirectory)
            : fileNode.IsWritten ? null
            : Path.Combine(folder, "application.log");
        if (file is not null && !LogPath.TryResolve(folder, file, out file))
        {
            fileNode.Fault($"must lie inside the log folder {folder} once links are followed; set logging.folder for another one");
        }

        var settings = new LoggingSettings
        {
            Folder = folder,
            File = file,
            FileIsExplicit = fileText is { Length: > 0 },
            Level = ReadLevel(section.Member("level")),
            MaxFileBytes = (long)((section.Member("maxSizeMb").ReadDouble(0.001, 10_000) ?? 10) * Megabyte),
            Backups = (int)(section.Member("backups").ReadInteger(0, 1000) ?? 5),
            JsonConsole = section.Member("jsonConsole").ReadBoolean(),
        };
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>Reads an object of strings.</summary>
    /// <param name="node">The object, if any.</param>
    public static IReadOnlyDictionary<string, string> ReadTexts(ConfigurationNode? node)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, ConfigurationNode value) in node?.ReadObject()?.Entries() ?? [])
        {
            if (value.ReadString() is { Length: > 0 } text)
            {
                texts[name] = text;
            }
            else
            {
                value.Fault("must be a string that is not empty");
            }
        }

        return texts;
    }

    private static IReadOnlyList<string> ReadOrigins(ConfigurationNode node)
    {
        IReadOnlyList<string> origins = node.ReadStrings() ?? [];
        foreach (string origin in origins)
        {
            bool isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                && string.Equals(uri!.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase);
            if (!isOrigin)
            {
                node.Fault($"'{origin}' is no origin such as https://app.example.com; there is no wildcard");
            }
        }

        return origins;
    }

    /// <summary>The names of .NET, and those of the origin's language.</summary>
    private static LogLevel ReadLevel(ConfigurationNode node)
    {
        string? text = node.ReadString();
        LogLevel? level = text?.Trim().ToUpper(CultureInfo.InvariantCulture) switch
        {
            null or "" => LogLevel.Information,
            "TRACE" or "VERBOSE" or "NOTSET" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "INFO" or "INFORMATION" => LogLevel.Information,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "CRITICAL" or "FATAL" => LogLevel.Critical,
            _ => null,
        };
        if (level is null)
        {
            node.Fault("must be TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL");
        }

        return level ?? LogLevel.Information;
    }
}
