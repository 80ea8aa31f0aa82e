namespace Outcrop.Recordings;

/// <summary>A tool call.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments' JSON.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);
