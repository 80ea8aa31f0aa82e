using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Upstream;

/// <summary>Bedrock itself.</summary>
/// <param name="client">The client.</param>
internal sealed class BedrockUpstream(BedrockClient client) : IUpstream
{
    /// <inheritdoc/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        client.OpenStreamAsync(request, api, cancellationToken);
}
