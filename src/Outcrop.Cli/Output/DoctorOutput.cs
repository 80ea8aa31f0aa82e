namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop doctor</c> found.</summary>
/// <param name="Healthy">Whether no check failed.</param>
/// <param name="Checks">Every check, in order.</param>
internal sealed record DoctorOutput(bool Healthy, IReadOnlyList<DoctorCheck> Checks);
