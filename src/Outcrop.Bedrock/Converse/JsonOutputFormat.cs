namespace Outcrop.Bedrock.Converse;

/// <summary>A JSON schema for an answer. Immutable.</summary>
/// <param name="Schema">The schema, byte for byte.</param>
/// <param name="Name">Its name, or <see langword="null"/>.</param>
/// <param name="Description">What it describes, or <see langword="null"/>.</param>
public sealed record JsonOutputFormat(RawJson Schema, string? Name = null, string? Description = null);
