using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>Sends a request to its route's target and turns Bedrock's failures into the gateway's. Thread-safe.</summary>
/// <param name="upstream">Bedrock.</param>
internal sealed class Dispatcher(IUpstream upstream)
{
    /// <summary>Opens the stream; the caller has seen nothing yet, so every failure here can still be a real HTTP status.</summary>
    /// <param name="route">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">Bedrock failed or refused.</exception>
    public async Task<ConverseEventStream> OpenAsync(Route route, ConverseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await upstream.OpenAsync(request, route.Api, cancellationToken);
        }
        catch (BedrockException exception)
        {
            throw new GatewayException(UpstreamErrors.Map(exception, ExchangePhase.BeforeContent), exception);
        }
    }
}
