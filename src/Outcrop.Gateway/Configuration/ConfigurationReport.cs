using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration;

/// <summary>A configuration looked at from outside: what is wrong with it, and what each setting is and where it comes from. Shows no secret. Immutable.</summary>
public sealed class ConfigurationReport
{
    private ConfigurationReport(ConfigurationReading reading)
    {
        Source = reading.Source;
        Faults = reading.Faults;
        Warnings = reading.Warnings;
        Values = ConfigurationSchema.Instance.WithDefaults(reading.Values);
    }

    /// <summary>The file's path, or <c>built-in defaults</c>.</summary>
    public string Source { get; }

    /// <summary>Every fault, in the order of the file; empty: the configuration can be used.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; }

    /// <summary>What is odd but no fault, one line each, with the path.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Every setting, those with their defaults included.</summary>
    public IReadOnlyList<ConfigurationValue> Values { get; }

    internal static ConfigurationReport Of(ConfigurationReading reading) => new(reading);
}
