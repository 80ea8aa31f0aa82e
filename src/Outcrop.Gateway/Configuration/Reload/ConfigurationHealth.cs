using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>How the configuration in force came about, and whether the files say something else that cannot be used. Thread-safe.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="metrics">Where it is counted.</param>
internal sealed class ConfigurationHealth(TimeProvider timeProvider, GatewayMetrics metrics)
{
    private volatile ConfigurationStatus _status = new(1, timeProvider.GetUtcNow(), 0, 0, null, 0);

    /// <summary>How it stands.</summary>
    public ConfigurationStatus Status => _status;

    /// <summary>Notes that a reading was put in force.</summary>
    /// <param name="version">The snapshot's number.</param>
    public void Succeeded(long version)
    {
        _status = _status with { Version = version, LoadedAt = timeProvider.GetUtcNow(), Reloads = _status.Reloads + 1, FailedAt = null, Faults = 0 };
        metrics.Reloaded("reloaded");
    }

    /// <summary>Notes that a reading could not be used.</summary>
    /// <param name="faults">How many faults it has.</param>
    public void Failed(int faults)
    {
        _status = _status with { Failures = _status.Failures + 1, FailedAt = timeProvider.GetUtcNow(), Faults = faults };
        metrics.Reloaded("refused");
    }

    /// <summary>Notes that the files say again what is in force.</summary>
    public void Mended()
    {
        _status = _status with { FailedAt = null, Faults = 0 };
        metrics.Reloaded("mended");
    }
}
