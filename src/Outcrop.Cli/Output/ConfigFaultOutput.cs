namespace Outcrop.Cli.Output;

/// <summary>One fault.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ConfigFaultOutput(string Path, string Message);
