using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>A model that bedrock-mantle offers in a region. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Created">When it came; <see langword="null"/> where not told.</param>
/// <param name="Status"><c>available</c>, where told.</param>
/// <param name="Raw">The whole entry, data retention among it.</param>
public sealed record MantleModel(string Id, DateTimeOffset? Created, string? Status, RawJson Raw);
