namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>How the configuration in force came about. Immutable.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="LoadedAt">When it was put in force.</param>
/// <param name="Reloads">How often one was put in force since the start.</param>
/// <param name="Failures">How often one could not be used.</param>
/// <param name="FailedAt">When that last happened; <see langword="null"/>: the files are what is in force.</param>
/// <param name="Faults">The faults of what could not be used.</param>
internal sealed record ConfigurationStatus(long Version, DateTimeOffset LoadedAt, long Reloads, long Failures, DateTimeOffset? FailedAt, int Faults);
