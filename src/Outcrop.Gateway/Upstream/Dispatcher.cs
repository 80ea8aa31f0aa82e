using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>Sends a request to its target and turns Bedrock's failures into the gateway's. Thread-safe.</summary>
/// <param name="snapshots">The ways to Bedrock of the configuration a request is pinned to.</param>
internal sealed class Dispatcher(GatewaySnapshots snapshots)
{
    /// <summary>Runs one operation; the caller has seen nothing yet, so every failure here can still be a real HTTP status.</summary>
    /// <param name="call">Who asks what, and where it goes.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">Bedrock failed or refused.</exception>
    public async Task<T> RunAsync<T>(ExchangeCall call, Func<IUpstream, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<Target> targets = call.Route.Targets;
            IUpstream upstream = snapshots.Of(call.Configuration).Upstreams.Of(targets.Count > 0 ? targets[0] : null);
            return await operation(upstream, cancellationToken);
        }
        catch (BedrockException exception)
        {
            throw new GatewayException(UpstreamErrors.Map(exception, ExchangePhase.BeforeContent), exception);
        }
    }
}
