using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Hosting;

/// <summary>Refuses endpoints that do not say what they ask of their caller: what nobody thought about is closed, not open.</summary>
internal sealed class AccessGateMiddleware(RequestDelegate next)
{
    private static readonly GatewayError Closed = new(GatewayErrorKind.PermissionDenied, Blame.Gateway, ExchangePhase.Request, "This endpoint is closed.");

    /// <summary>Runs the request. The router's own answers (405) are no <see cref="RouteEndpoint"/> and pass.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<AccessMetadata>() is null
            ? throw new GatewayException(Closed)
            : next(context);
}
