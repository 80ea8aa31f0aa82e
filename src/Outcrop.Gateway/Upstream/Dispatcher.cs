using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Upstream;

/// <summary>Sends a request to its target and turns Bedrock's failures into the gateway's. Thread-safe.</summary>
/// <param name="upstream">Bedrock.</param>
internal sealed class Dispatcher(IUpstream upstream)
{
    /// <summary>Runs one operation; the caller has seen nothing yet, so every failure here can still be a real HTTP status.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">Bedrock failed or refused.</exception>
    public async Task<T> RunAsync<T>(Func<IUpstream, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation(upstream, cancellationToken);
        }
        catch (BedrockException exception)
        {
            throw new GatewayException(UpstreamErrors.Map(exception, ExchangePhase.BeforeContent), exception);
        }
    }
}
