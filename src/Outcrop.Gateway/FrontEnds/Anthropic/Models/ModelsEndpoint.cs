using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>. Source: https://docs.anthropic.com/en/api/models-list.</summary>
internal static class ModelsEndpoint
{
    /// <summary>The route's name of the id: whatever follows, since ARNs have slashes.</summary>
    public const string Id = "model";

    /// <summary>Lists what the key may use, a page at a time.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <exception cref="GatewayException">The page asked for is none.</exception>
    public static async Task ListAsync(HttpContext context, KeyIdentity identity)
    {
        IReadOnlyList<OfferedModel> offered = OfferedModels.List(context.RequestServices.GetRequiredService<GatewayState>().Configuration, identity);

        // All that this dialect has is conversations.
        ModelsPage page = ModelsPage.Of([.. offered.Where(static model => model.Info is null or { Kind: ModelKind.Chat })], context.Request.Query);
        using var answer = new JsonBody();
        answer.Json.WriteStartObject();
        answer.Json.WriteStartArray("data"u8);
        foreach (OfferedModel model in page.Models)
        {
            AnthropicModelWriter.Write(answer.Json, model);
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteBoolean("has_more"u8, page.HasMore);
        answer.Json.WriteString("first_id"u8, page.Models.Count > 0 ? page.Models[0].Name : null);
        answer.Json.WriteString("last_id"u8, page.Models.Count > 0 ? page.Models[^1].Name : null);
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }

    /// <summary>Tells one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <exception cref="GatewayException">There is none of that name, or the key may not use it.</exception>
    public static async Task GetAsync(HttpContext context, KeyIdentity identity)
    {
        // The router leaves an encoded slash as it stood.
        string name = context.GetRouteValue(Id)?.ToString()?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) ?? "";
        if (OfferedModels.Find(context.RequestServices.GetRequiredService<GatewayState>().Configuration, identity, name) is not { } model)
        {
            throw new GatewayException(new GatewayError(
                GatewayErrorKind.ModelNotFound, Blame.Client, ExchangePhase.Request, $"model: '{SafeText.Clean(name)}' does not exist, or this API key may not use it"));
        }

        using var answer = new JsonBody();
        AnthropicModelWriter.Write(answer.Json, model);
        await answer.SendAsync(context);
    }
}
