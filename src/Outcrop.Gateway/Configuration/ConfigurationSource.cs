using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration;

/// <summary>What a configuration is read from. Immutable.</summary>
/// <param name="Path">The file asked for; <see langword="null"/> looks for one.</param>
/// <param name="Environment">The variables.</param>
/// <param name="WorkingDirectory">What relative paths are relative to.</param>
/// <param name="Files">The files.</param>
internal sealed record ConfigurationSource(string? Path, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory, IConfigurationFiles Files)
{
    /// <summary>A <c>.env</c> file whose variables hold where <see cref="Environment"/> has none; it need not exist.</summary>
    public string? DotEnv { get; init; }

    /// <summary>Reads it as it is now.</summary>
    public ConfigurationReading Read() => ConfigurationLoader.Read(this);
}
