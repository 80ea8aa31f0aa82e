using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Rerank;

/// <summary>Every line of reranking models, in the order they are asked.</summary>
internal static class RerankFamilies
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<RerankFamily> All { get; } =
    [
        new CohereRerankFamily(),
        new AmazonRerankFamily(),
    ];

    /// <summary>Finds the line of a model.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: no line takes the model.</exception>
    public static RerankFamily Find(ModelId modelId) => TryFind(modelId)
        ?? throw new BedrockException(BedrockErrorKind.Validation, $"The model '{modelId.Value}' is not among the reranking models this version knows.");

    /// <summary>Finds the line of a model; <see langword="null"/> when there is none.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    public static RerankFamily? TryFind(ModelId modelId)
    {
        foreach (RerankFamily family in All)
        {
            if (family.Matches(modelId))
            {
                return family;
            }
        }

        return null;
    }
}
