using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Health;

namespace Outcrop.Gateway;

/// <summary>Adds the gateway's endpoints to an application.</summary>
public static class OutcropEndpointRouteBuilderExtensions
{
    /// <summary>Maps every dialect and the health endpoints. Each checks the caller's key by itself, so no further middleware is needed.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapOutcrop(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        foreach (FrontEnd frontEnd in FrontEndMap.All)
        {
            frontEnd.Map(endpoints);
        }

        HealthEndpoints.Map(endpoints);
        return endpoints;
    }
}
