using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Maps endpoints so that none is without a requirement and none lets an exception out.</summary>
internal static class GatewayEndpoints
{
    /// <summary>Maps one endpoint.</summary>
    /// <param name="endpoints">Where it goes.</param>
    /// <param name="method">The HTTP method; GET answers HEAD too.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="requirement">What it asks of its caller.</param>
    /// <param name="errors">How it says that something failed.</param>
    /// <param name="handler">What it does.</param>
    /// <param name="header">The header that chooses it where another dialect has the same path; default: none.</param>
    public static void MapGateway(
        this IEndpointRouteBuilder endpoints, string method, string pattern, AccessRequirement requirement, ErrorWriter errors, Func<HttpContext, KeyIdentity, Task> handler, string? header = null)
    {
        RequestDelegate guarded = context => FailureGuard.RunAsync(context, errors, () => handler(context, Identify(context, requirement)));
        IEndpointConventionBuilder endpoint = endpoints.MapMethods(pattern, method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [method], guarded).WithMetadata(new AccessMetadata(requirement));
        if (header is not null)
        {
            endpoint.WithMetadata(new HeaderMetadata(header));
        }
    }

    private static KeyIdentity Identify(HttpContext context, AccessRequirement requirement)
    {
        KeyIdentity identity = requirement switch
        {
            AccessRequirement.Open => KeyIdentity.Anonymous,
            AccessRequirement.ApiKey => context.RequestServices.GetRequiredService<KeyAuthenticator>().Authenticate(context),
            _ => throw new InvalidOperationException($"No such requirement: {requirement}."),
        };
        RequestInfo.Of(context).KeyId = identity.Id;
        return identity;
    }
}
