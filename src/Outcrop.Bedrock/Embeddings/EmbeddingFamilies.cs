using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Every line of embedding models, in the order they are asked.</summary>
internal static class EmbeddingFamilies
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<EmbeddingFamily> All { get; } =
    [
        new TitanEmbedV2Family(),
        new TitanEmbedV1Family(),
        new TitanMultimodalFamily(),
        new NovaEmbedFamily(),
        new CohereEmbedV4Family(),
        new CohereEmbedFamily(),
    ];

    /// <summary>Finds the line of a model.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: no line takes the model. There is no general one: each has a body of its own.</exception>
    public static EmbeddingFamily Find(ModelId modelId) => TryFind(modelId)
        ?? throw new BedrockException(BedrockErrorKind.Validation, $"The model '{modelId.Value}' is not among the embedding models this version knows.");

    /// <summary>Finds the line of a model; <see langword="null"/> when there is none.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    public static EmbeddingFamily? TryFind(ModelId modelId)
    {
        foreach (EmbeddingFamily family in All)
        {
            if (family.Matches(modelId))
            {
                return family;
            }
        }

        return null;
    }
}
