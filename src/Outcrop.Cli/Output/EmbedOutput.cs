using Outcrop.Bedrock.Embeddings;

namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop embed --json</c> prints.</summary>
/// <param name="Embeddings">One vector for each text.</param>
/// <param name="InputTokens">Input tokens, where the model tells them.</param>
internal sealed record EmbedOutput(IReadOnlyList<float[]> Embeddings, int? InputTokens)
{
    /// <summary>Brings a response into the printed shape.</summary>
    /// <param name="response">The response.</param>
    public static EmbedOutput From(EmbedResponse response) => new([.. response.Embeddings.Select(vector => vector.ToArray())], response.InputTokens);
}
