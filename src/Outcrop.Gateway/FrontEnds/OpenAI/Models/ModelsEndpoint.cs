using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>. Source: https://platform.openai.com/docs/api-reference/models.</summary>
internal static class ModelsEndpoint
{
    /// <summary>The route's name of the id: whatever follows, since ARNs have slashes.</summary>
    public const string Id = "model";

    /// <summary>Lists what the key may use.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static async Task ListAsync(HttpContext context, KeyIdentity identity)
    {
        using var answer = new OpenAIAnswer();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("object"u8, "list"u8);
        answer.Json.WriteStartArray("data"u8);
        foreach (OfferedModel model in OfferedModels.List(context.RequestServices.GetRequiredService<GatewayState>().Configuration, identity))
        {
            ModelWriter.Write(answer.Json, model);
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }

    /// <summary>Tells one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <exception cref="GatewayException">There is none of that name, or the key may not use it.</exception>
    public static async Task GetAsync(HttpContext context, KeyIdentity identity)
    {
        // The router has decoded everything but the slash, which it leaves as it stood.
        string name = (context.Request.RouteValues[Id] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        OfferedModel model = OfferedModels.Find(context.RequestServices.GetRequiredService<GatewayState>().Configuration, identity, name)
            ?? throw new GatewayException(new GatewayError(
                GatewayErrorKind.ModelNotFound, Blame.Client, ExchangePhase.Request, $"The model '{SafeText.Clean(name)}' does not exist, or this API key may not use it."));
        using var answer = new OpenAIAnswer();
        ModelWriter.Write(answer.Json, model);
        await answer.SendAsync(context);
    }
}
