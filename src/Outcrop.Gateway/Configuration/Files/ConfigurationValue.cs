namespace Outcrop.Gateway.Configuration.Files;

/// <summary>One setting as it was given. Shows no secret. Immutable.</summary>
/// <param name="Path">The JSON path.</param>
/// <param name="Text">The value as JSON, masked where it is secret; <see langword="null"/>: none, and there is no default.</param>
/// <param name="Origin">Where it comes from: <c>file</c>, <c>environment NAME</c>, <c>file PATH</c> (a secret's own) or <c>default</c>.</param>
public sealed record ConfigurationValue(string Path, string? Text, string Origin);
