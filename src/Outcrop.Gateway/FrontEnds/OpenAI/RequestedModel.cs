using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Which model a request asks for.</summary>
internal static class RequestedModel
{
    /// <summary>The route's name of the model where the path has it, as Azure's paths do.</summary>
    public const string Deployment = "deployment";

    /// <summary>
    /// The model's name. Azure goes by its path: its SDKs write the name into the body a second time or not at all.
    /// Source: https://learn.microsoft.com/azure/ai-foundry/openai/reference.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="body">Its object.</param>
    /// <exception cref="Pipeline.GatewayException">It names none.</exception>
    public static string Of(HttpContext context, JsonElement body) => context.Request.RouteValues[Deployment] is string deployment

        // The router has decoded everything but the slash, which it leaves as it stood.
        ? deployment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
        : OpenAIJson.RequiredText(body, "model", "");
}
