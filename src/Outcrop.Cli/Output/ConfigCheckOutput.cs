namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop config check --json</c> prints.</summary>
/// <param name="Valid">Whether the configuration can be used.</param>
/// <param name="Source">What was read.</param>
/// <param name="Faults">Every fault.</param>
/// <param name="Warnings">What is odd but no fault.</param>
internal sealed record ConfigCheckOutput(bool Valid, string Source, IReadOnlyList<ConfigFaultOutput> Faults, IReadOnlyList<string> Warnings);
