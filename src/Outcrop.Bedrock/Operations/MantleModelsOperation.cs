using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>bedrock-mantle's list of models, which is free. Thread-safe.</summary>
internal sealed class MantleModelsOperation(BedrockTransport transport)
{
    /// <summary>Asks for it.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    public Task<List<MantleModel>> SendAsync(CancellationToken cancellationToken) => transport.SendWholeAsync(
        new BedrockCall { Service = BedrockService.Mantle, Method = HttpMethod.Get, Path = "/v1/models" },
        static (_, body) => MantleModelsReader.Read(body),
        cancellationToken);
}
