using Outcrop.Bedrock.Embeddings;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Embeddings;

/// <summary>A request for embeddings: the neutral request, and what of the answer's form was asked for.</summary>
/// <param name="Embed">The neutral request.</param>
/// <param name="Base64">Whether vectors are wanted as base64 of their floats.</param>
/// <param name="Dropped">Parameters that were left out here, by their own names.</param>
internal sealed record EmbeddingsRequest(EmbedRequest Embed, bool Base64, IReadOnlyList<string> Dropped);
