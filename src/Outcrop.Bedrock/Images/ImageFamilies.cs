using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Images;

/// <summary>Every line of image models, in the order they are asked.</summary>
internal static class ImageFamilies
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<ImageFamily> All { get; } =
    [
        new NovaCanvasFamily(),
        new TitanImageFamily(),
        new StabilityGenerateFamily(),
        new StabilityServiceFamily(),
    ];

    /// <summary>Finds the line of a model.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: no line takes the model. There is no general one: each has a body of its own.</exception>
    public static ImageFamily Find(ModelId modelId)
    {
        foreach (ImageFamily family in All)
        {
            if (family.Matches(modelId))
            {
                return family;
            }
        }

        throw new BedrockException(BedrockErrorKind.Validation, $"The model '{modelId.Value}' is not among the image models this version knows.");
    }
}
