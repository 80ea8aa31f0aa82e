using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Images;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>Makes an image, or changes one: Nova Canvas, Titan Image, Stability's models and services.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed, or everything the model made was held back by a filter. That some of it was is said in the answer.</exception>
    public Task<ImageResponse> GenerateImagesAsync(ImageRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _images.SendAsync(request, cancellationToken);
    }
}
