using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>One dialect: its endpoints and its errors. Stateless and thread-safe. To add one: a folder beside <c>Seed</c> and a line in <see cref="FrontEndMap"/>.</summary>
internal abstract class FrontEnd
{
    /// <summary>The dialect's name in logs and the ledger.</summary>
    public abstract string Name { get; }

    /// <summary>How the dialect says that something failed.</summary>
    public abstract ErrorWriter Errors { get; }

    /// <summary>Whether a request is the dialect's, for errors that no endpoint is there to write.</summary>
    /// <param name="request">The request.</param>
    public abstract bool Owns(HttpRequest request);

    /// <summary>Maps the endpoints, each through <see cref="GatewayEndpoints.MapGateway"/>.</summary>
    /// <param name="endpoints">Where they go.</param>
    public abstract void Map(IEndpointRouteBuilder endpoints);
}
