using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>
/// Reads the configuration again and puts it in force, whole or not at all: (1) read, (2) compare with what was read last, (3) check, (4) swap. Thread-safe; one at a time.
/// </summary>
internal sealed partial class ConfigurationReloader
{
    private readonly Func<ConfigurationReading> _read;
    private readonly Func<OutcropConfiguration, ConfigurationFault?> _check;
    private readonly GatewaySnapshots _snapshots;
    private readonly ConfigurationHealth _health;
    private readonly ILogger<ConfigurationReloader> _logger;
    private readonly Lock _reloading = new();
    private readonly OutcropConfiguration _started;
    private IReadOnlyDictionary<string, string> _inForce;
    private volatile IReadOnlyDictionary<string, string> _last;

    /// <summary>Creates a reloader.</summary>
    /// <param name="first">The reading in force.</param>
    /// <param name="read">Reads anew.</param>
    /// <param name="check">What stands against a configuration that has no fault of its own.</param>
    /// <param name="snapshots">Where it is put in force.</param>
    /// <param name="health">Where it is told.</param>
    /// <param name="logger">Where it is told in full.</param>
    public ConfigurationReloader(
        ConfigurationReading first, Func<ConfigurationReading> read, Func<OutcropConfiguration, ConfigurationFault?> check, GatewaySnapshots snapshots, ConfigurationHealth health, ILogger<ConfigurationReloader> logger)
    {
        _started = first.Require();
        _inForce = _last = first.Files;
        _read = read;
        _check = check;
        _snapshots = snapshots;
        _health = health;
        _logger = logger;
    }

    /// <summary>The files that the last reading read or looked for.</summary>
    public IEnumerable<string> Files => _last.Keys;

    /// <summary>Looks at the files again.</summary>
    /// <param name="cause">Why, for the log.</param>
    public ReloadResult Reload(string cause)
    {
        lock (_reloading)
        {
            // 1, 2
            ConfigurationReading reading = _read();
            if (IsSame(reading.Files, _last))
            {
                return ReloadResult.Unchanged;
            }

            // Files being written are read in between; the next event brings the rest.
            _last = reading.Files;
            if (IsSame(reading.Files, _inForce))
            {
                _health.Mended();
                LogMended(cause);
                return ReloadResult.Unchanged;
            }

            // 3
            _snapshots.Redactor.Learn(reading.Secrets);
            IReadOnlyList<ConfigurationFault> faults = reading.Configuration is null ? reading.Faults : _check(reading.Configuration) is { } fault ? [fault] : [];
            if (reading.Configuration is null || faults.Count > 0)
            {
                _health.Failed(faults.Count);
                LogRefused(cause, faults.Count, reading.Source);
                foreach (ConfigurationFault one in faults)
                {
                    LogFault(one.ToString());
                }

                return ReloadResult.Refused;
            }

            // 4
            GatewaySnapshot snapshot = _snapshots.Swap(reading.Configuration);
            _inForce = reading.Files;
            _health.Succeeded(snapshot.Version);
            LogReloaded(cause, snapshot.Version, reading.Source);
            foreach (string warning in reading.Warnings)
            {
                LogWarning(warning);
            }

            foreach (string path in RestartOnly.Changed(_started, reading.Configuration))
            {
                LogRestartOnly(path);
            }

            return ReloadResult.Reloaded;
        }
    }

    private static bool IsSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(file => b.TryGetValue(file.Key, out string? hash) && hash == file.Value);

    [LoggerMessage(1411, LogLevel.Information, "configuration {Version} is in force, read from {Source} ({Cause})")]
    private partial void LogReloaded(string cause, long version, string source);

    [LoggerMessage(1412, LogLevel.Error, "the configuration in {Source} has {Faults} faults and is not used; the last good one stays in force ({Cause})")]
    private partial void LogRefused(string cause, int faults, string source);

    [LoggerMessage(1413, LogLevel.Error, "configuration fault: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(1414, LogLevel.Warning, "configuration: {Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(1415, LogLevel.Warning, "configuration: {Path} has changed; that takes effect when the gateway is started again")]
    private partial void LogRestartOnly(string path);

    [LoggerMessage(1416, LogLevel.Information, "the configuration's files are again what is in force ({Cause})")]
    private partial void LogMended(string cause);
}
