using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Gateway.Pipeline;

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
        RequestDelegate guarded = context => FailureGuard.RunAsync(context, errors, () => RunAsync(context, requirement, handler));
        IEndpointConventionBuilder endpoint = endpoints.MapMethods(pattern, method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [method], guarded).WithMetadata(new AccessMetadata(requirement));
        if (header is not null)
        {
            endpoint.WithMetadata(new HeaderMetadata(header));
        }
    }

    private static Task RunAsync(HttpContext context, AccessRequirement requirement, Func<HttpContext, KeyIdentity, Task> handler)
    {
        SigV4Claim? signed = null;
        KeyIdentity? identity = requirement switch
        {
            AccessRequirement.Open => KeyIdentity.Anonymous,
            AccessRequirement.ApiKey => context.RequestServices.GetRequiredService<KeyAuthenticator>().Authenticate(context, out signed),
            AccessRequirement.OptionalKey => context.RequestServices.GetRequiredService<KeyAuthenticator>().Identify(context, out signed),
            _ => throw new InvalidOperationException($"No such requirement: {requirement}."),
        };
        return identity is null ? RunSignedAsync(context, signed!, handler) : RunAsync(context, identity, handler);
    }

    private static Task RunAsync(HttpContext context, KeyIdentity identity, Func<HttpContext, KeyIdentity, Task> handler)
    {
        RequestInfo.Of(context).KeyId = identity.Id;
        return handler(context, identity);
    }

    /// <summary>A signature covers the body, so the body is read here, once, and the endpoint takes it over.</summary>
    private static async Task RunSignedAsync(HttpContext context, SigV4Claim signed, Func<HttpContext, KeyIdentity, Task> handler)
    {
        long limit = context.RequestServices.GetRequiredService<GatewayState>().Configuration.Server.MaxRequestBodyBytes;
        using var buffered = new BufferedBody(await RequestBody.ReadAsync(context, limit));
        KeyIdentity identity = signed.Verify(buffered.Memory.Span);
        context.Features.Set(buffered);
        await RunAsync(context, identity, handler);
    }
}
