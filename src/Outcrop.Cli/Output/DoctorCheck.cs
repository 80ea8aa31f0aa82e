namespace Outcrop.Cli.Output;

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status"><c>ok</c>, <c>warning</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Mend">What to do about it.</param>
internal sealed record DoctorCheck(string Name, string Status, string Finding, string? Mend = null)
{
    /// <summary>All is well.</summary>
    public static DoctorCheck Ok(string name, string finding) => new(name, "ok", finding);

    /// <summary>It works, but should be looked at.</summary>
    public static DoctorCheck Warning(string name, string finding, string mend) => new(name, "warning", finding, mend);

    /// <summary>It does not work.</summary>
    public static DoctorCheck Failed(string name, string finding, string mend) => new(name, "failed", finding, mend);

    /// <summary>It could not be checked because something before it failed.</summary>
    public static DoctorCheck Skipped(string name, string finding) => new(name, "skipped", finding);
}
