using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration;

/// <summary>What came of reading a configuration once. Immutable.</summary>
/// <param name="Source">The file's path, or <c>built-in defaults</c>.</param>
/// <param name="Configuration">The configuration; <see langword="null"/> when there is any fault.</param>
/// <param name="Faults">Every fault, in the order of the file.</param>
/// <param name="Warnings">What is odd but no fault, one line each.</param>
/// <param name="Values">Every setting asked for, and where it comes from.</param>
/// <param name="Secrets">Values that must never be shown, whether the rest is good or not.</param>
/// <param name="Files">Every file read or looked for, with the hash of what was there.</param>
internal sealed record ConfigurationReading(
    string Source,
    OutcropConfiguration? Configuration,
    IReadOnlyList<ConfigurationFault> Faults,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ConfigurationValue> Values,
    IReadOnlyList<string> Secrets,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The configuration.</summary>
    /// <exception cref="OutcropConfigurationException">There is any fault.</exception>
    public OutcropConfiguration Require() => Configuration ?? throw new OutcropConfigurationException(Source, Faults);
}
