using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds.OpenAI.Completions;
using Outcrop.Gateway.FrontEnds.OpenAI.Embeddings;
using Outcrop.Gateway.FrontEnds.OpenAI.Images;
using Outcrop.Gateway.FrontEnds.OpenAI.Models;
using Outcrop.Gateway.FrontEnds.OpenAI.Moderations;
using Outcrop.Gateway.FrontEnds.OpenAI.Rerank;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>OpenAI's dialect under <c>/v1</c>, and under <c>/openai/v1</c>, where Bedrock's own OpenAI-compatible surface has it; and where Azure has it: under <c>/openai</c>, with the model in the path.</summary>
internal sealed class OpenAIFrontEnd : FrontEnd
{
    private const string Azure = "/openai";

    /// <summary>Cohere's clients (CohereClientV2, @ai-sdk/cohere, LangChain) rerank there, with the body and answer of <c>/v1/rerank</c>.</summary>
    private const string CohereRerank = "/v2/rerank";

    private static readonly string[] Prefixes = ["/v1", "/openai/v1"];

    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    public override ErrorWriter Errors { get; } = new OpenAIErrorWriter();

    /// <inheritdoc/>
    public override bool Owns(HttpRequest request) => request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/openai") || request.Path.StartsWithSegments(CohereRerank);

    /// <inheritdoc/>
    public override void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (string prefix in Prefixes)
        {
            MapAll(endpoints, prefix);
        }

        Post(endpoints, CohereRerank, RerankEndpoint.HandleAsync);

        // The same endpoints under the paths of Azure's SDKs, which the document does not tell again.
        RouteGroupBuilder azure = endpoints.MapGroup("");
        azure.WithMetadata(new ExcludeFromDescriptionAttribute());
        MapAll(azure, Azure);
        MapModel(azure, $"{Azure}/deployments/{{{RequestedModel.Deployment}}}");
    }

    private void MapAll(IEndpointRouteBuilder endpoints, string prefix)
    {
        MapModel(endpoints, prefix);
        Post(endpoints, prefix + "/moderations", ModerationsEndpoint.HandleAsync);
        Post(endpoints, prefix + "/rerank", RerankEndpoint.HandleAsync);
        Post(endpoints, prefix + "/responses", ResponsesEndpoint.HandleAsync);
        Post(endpoints, prefix + "/responses/input_tokens", InputTokensEndpoint.HandleAsync);
        endpoints.MapGateway(HttpMethods.Get, prefix + "/responses/{id}", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.GetAsync);
        endpoints.MapGateway(HttpMethods.Delete, prefix + "/responses/{id}", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.DeleteAsync);
        endpoints.MapGateway(HttpMethods.Get, prefix + "/responses/{id}/input_items", AccessRequirement.ApiKey, Errors, StoredResponseEndpoints.ListInputAsync);
        endpoints.MapGateway(HttpMethods.Get, prefix + "/models", AccessRequirement.ApiKey, Errors, ModelsEndpoint.ListAsync);
        endpoints.MapGateway(HttpMethods.Get, $"{prefix}/models/{{**{ModelsEndpoint.Id}}}", AccessRequirement.ApiKey, Errors, ModelsEndpoint.GetAsync);
    }

    /// <summary>Those that Azure has under a deployment, too.</summary>
    private void MapModel(IEndpointRouteBuilder endpoints, string prefix)
    {
        Post(endpoints, prefix + "/chat/completions", ChatEndpoint.HandleAsync);
        Post(endpoints, prefix + "/completions", CompletionsEndpoint.HandleAsync);
        Post(endpoints, prefix + "/embeddings", EmbeddingsEndpoint.HandleAsync);
        Post(endpoints, prefix + "/images/generations", ImagesEndpoint.HandleAsync);
    }

    private void Post(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, KeyIdentity, string, Task> handle) =>
        endpoints.MapGateway(HttpMethods.Post, path, AccessRequirement.ApiKey, Errors, (context, identity) =>
        {
            RateLimitHeaders.Announce(context, identity);
            return handle(context, identity, Name);
        });
}
