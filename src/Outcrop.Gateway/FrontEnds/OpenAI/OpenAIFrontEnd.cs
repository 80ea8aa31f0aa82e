using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;

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
        }
    }
}
