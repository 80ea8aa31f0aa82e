namespace Outcrop.Cli.Output;

/// <summary>A header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; <c>&lt;hidden&gt;</c> where it is secret.</param>
internal sealed record ExplainHeaderOutput(string Name, string Value);
