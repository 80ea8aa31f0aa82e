namespace Outcrop.Bedrock.Rerank;

/// <summary>One document's place.</summary>
/// <param name="Index">Which of <see cref="RerankRequest.Documents"/>, counted from 0.</param>
/// <param name="RelevanceScore">How relevant it is, from 0 to 1. Scores of different questions do not compare.</param>
public readonly record struct RerankResult(int Index, double RelevanceScore);
