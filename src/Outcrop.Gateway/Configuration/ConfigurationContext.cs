namespace Outcrop.Gateway.Configuration;

/// <summary>What one load collects: faults, warnings, secrets to hide. Used by one thread.</summary>
/// <param name="environment">The variables that placeholders take their values from.</param>
internal sealed class ConfigurationContext(IReadOnlyDictionary<string, string> environment)
{
    private readonly List<ConfigurationFault> _faults = [];
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>The variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>Every fault so far, in the order found.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>Every warning so far.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Values that must never be shown.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Notes a fault.</summary>
    /// <param name="path">Where.</param>
    /// <param name="message">What, without any secret value.</param>
    public void Fault(string path, string message) => _faults.Add(new ConfigurationFault(path, message));

    /// <summary>Notes something odd.</summary>
    /// <param name="path">Where.</param>
    /// <param name="message">What.</param>
    public void Warn(string path, string message) => _warnings.Add($"{path}: {message}");

    /// <summary>Notes a secret. Short ones are left out: hiding them would eat ordinary words.</summary>
    /// <param name="value">The value.</param>
    public void Secret(string? value)
    {
        if (value is { Length: >= 8 })
        {
            _secrets.Add(value);
        }
    }
}
