using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Upstream;

/// <summary>Bedrock itself.</summary>
/// <param name="client">The client; disposed with this object.</param>
internal sealed class BedrockUpstream(BedrockClient client) : IUpstream, IDisposable
{
    /// <inheritdoc/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        client.OpenStreamAsync(request, api, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
