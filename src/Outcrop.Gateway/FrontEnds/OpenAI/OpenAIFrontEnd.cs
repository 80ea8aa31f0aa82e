using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>OpenAI's dialect under <c>/v1</c>, and under <c>/openai/v1</c>, where Bedrock's own OpenAI-compatible surface has it.</summary>
internal sealed class OpenAIFrontEnd : FrontEnd
{
    private static readonly string[] Prefixes = ["/v1", "/openai/v1"];

    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    public override ErrorWriter Errors { get; } = new OpenAIErrorWriter();

    /// <inheritdoc/>
    public override bool Owns(PathString path) => path.StartsWithSegments("/v1") || path.StartsWithSegments("/openai");

    /// <inheritdoc/>
    public override void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (string prefix in Prefixes)
        {
            endpoints.MapGateway(HttpMethods.Post, prefix + "/chat/completions", AccessRequirement.ApiKey, Errors, (context, identity) => ChatEndpoint.HandleAsync(context, identity, Name));
            endpoints.MapGateway(HttpMethods.Post, prefix + "/responses", AccessRequirement.ApiKey, Errors, (context, identity) => ResponsesEndpoint.HandleAsync(context, identity, Name));
            endpoints.MapGateway(HttpMethods.Get, prefix + "/responses/{id}", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.GetAsync);
            endpoints.MapGateway(HttpMethods.Delete, prefix + "/responses/{id}", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.DeleteAsync);
            endpoints.MapGateway(HttpMethods.Get, prefix + "/responses/{id}/input_items", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.ListInputAsync);
        }
    }
}
