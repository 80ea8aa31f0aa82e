namespace Outcrop.Cli.Output;

/// <summary>One fault.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Line">The line of the file, from 1; absent where it is in none.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ConfigFaultOutput(string Path, int? Line, string Message);
