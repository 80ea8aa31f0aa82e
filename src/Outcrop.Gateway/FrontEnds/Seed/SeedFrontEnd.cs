using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>The origin's dialect: <c>POST /chat/completions/stream</c> and <c>GET /models/config</c>.</summary>
internal sealed class SeedFrontEnd : FrontEnd
{
    /// <inheritdoc/>
    public override string Name => "seed";

    /// <inheritdoc/>
    public override ErrorWriter Errors { get; } = new SeedErrorWriter();

    /// <inheritdoc/>
    public override bool Owns(HttpRequest request) => request.Path.StartsWithSegments("/chat") || request.Path.StartsWithSegments("/models");

    /// <inheritdoc/>
    public override void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGateway(HttpMethods.Post, "/chat/completions/stream", AccessRequirement.ApiKey, Errors, (context, identity) => SeedChatEndpoint.HandleAsync(context, identity, Name));
        endpoints.MapGateway(HttpMethods.Get, "/models/config", AccessRequirement.ApiKey, Errors, SeedModelsEndpoint.HandleAsync);
    }
}
