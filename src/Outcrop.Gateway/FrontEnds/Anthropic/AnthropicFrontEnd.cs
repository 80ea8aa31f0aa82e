using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.FrontEnds.Anthropic.Models;
using Outcrop.Gateway.FrontEnds.Anthropic.Tokens;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.FrontEnds.Anthropic;

/// <summary>
/// Anthropic's dialect under <c>/v1</c>, and under <c>/anthropic/v1</c>, where Bedrock's own Anthropic-compatible surface has it. <c>/v1/models</c> is OpenAI's too: who sends <c>anthropic-version</c>, as every
/// client of Anthropic's does, gets it in this one's shape.
/// </summary>
internal sealed class AnthropicFrontEnd : FrontEnd
{
    /// <summary>The header that every client of this dialect sends.</summary>
    public const string VersionHeader = "anthropic-version";

    private const string Own = "/anthropic";

    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override ErrorWriter Errors { get; } = new AnthropicErrorWriter();

    /// <inheritdoc/>
    public override bool Owns(HttpRequest request) => request.Path.StartsWithSegments(Own)
        || request.Path.StartsWithSegments("/v1/messages")
        || request.Path.StartsWithSegments("/api/hello")
        || (request.Path.StartsWithSegments("/v1") && request.Headers.ContainsKey(VersionHeader));

    /// <inheritdoc/>
    public override void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (string prefix in (ReadOnlySpan<string>)["", Own])
        {
            Map(HttpMethods.Post, prefix + "/v1/messages", (context, identity) => MessagesEndpoint.HandleAsync(context, identity, Name));
            Map(HttpMethods.Post, prefix + "/v1/messages/count_tokens", (context, identity) => CountTokensEndpoint.HandleAsync(context, identity, Name));

            // Only here does another dialect have the path as well.
            string? header = prefix.Length == 0 ? VersionHeader : null;
            Map(HttpMethods.Get, prefix + "/v1/models", ModelsEndpoint.ListAsync, header);
            Map(HttpMethods.Get, $"{prefix}/v1/models/{{**{ModelsEndpoint.Id}}}", ModelsEndpoint.GetAsync, header);
        }

        // Claude Code asks before it has a key whether anyone is there.
        endpoints.MapGateway(HttpMethods.Get, "/api/hello", AccessRequirement.Open, Errors, (context, _) => HelloEndpoint.HandleAsync(context));

        void Map(string method, string path, Func<HttpContext, KeyIdentity, Task> handle, string? header = null) =>
            endpoints.MapGateway(
                method,
                path,
                AccessRequirement.ApiKey,
                Errors,
                (context, identity) =>
                {
                    AnthropicHeaders.Announce(context, identity);
                    return handle(context, identity);
                },
                header);
    }
}
