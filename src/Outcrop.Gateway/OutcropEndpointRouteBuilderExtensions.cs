using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.OpenApi;

namespace Outcrop.Gateway;

/// <summary>Adds the gateway's endpoints to an application.</summary>
public static class OutcropEndpointRouteBuilderExtensions
{
    /// <summary>Maps every dialect and the health endpoints, the API's description. Each checks the caller's key by itself, so no further middleware is needed.</summary>
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
        OpenApiEndpoints.Map(endpoints);
        return endpoints;
    }
}
