using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Surfaces;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>Calls bedrock-mantle's <c>GET /v1/models</c>, which is free: the models that surface offers in the region, by the ids it takes.</summary>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed. <see cref="BedrockErrorKind.Configuration"/>: bedrock-mantle has no endpoint as configured.</exception>
    public async Task<IReadOnlyList<MantleModel>> ListMantleModelsAsync(CancellationToken cancellationToken = default) =>
        await _mantleModels.SendAsync(cancellationToken).ConfigureAwait(false);
}
