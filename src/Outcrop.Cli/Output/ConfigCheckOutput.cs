namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop config check --json</c> prints.</summary>
/// <param name="Valid">Whether the configuration can be used.</param>
/// <param name="Faults">Every fault.</param>
internal sealed record ConfigCheckOutput(bool Valid, IReadOnlyList<ConfigFaultOutput> Faults);
