namespace Outcrop.Gateway.Configuration;

/// <summary>A configuration is wrong. All its faults are here, not only the first.</summary>
public sealed class OutcropConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="source">The file, or whatever else was read.</param>
    /// <param name="faults">The faults, at least one.</param>
    public OutcropConfigurationException(string source, IReadOnlyList<ConfigurationFault> faults)
        : base($"The configuration ({source}) has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}  {fault}"))}")
    {
        ConfigurationSource = source;
        Faults = faults;
    }

    /// <summary>What was read.</summary>
    public string ConfigurationSource { get; }

    /// <summary>Every fault found.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; }
}
