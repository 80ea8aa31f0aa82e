using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.OpenApi;

/// <summary><c>GET /openapi.json</c>: the gateway's OpenAPI document. <c>GET /docs</c>: an interactive page of it, all of whose files are here. Both are open, and off when the configuration says so.</summary>
internal static class OpenApiEndpoints
{
    // Scripts and connections are this origin's only. Swagger UI sets styles on elements and has its icons as data URLs.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Maps them.</summary>
    /// <param name="endpoints">Where they go.</param>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Get("/openapi.json", static (context, _) => SendAsync(context, "application/json", OpenApiDocument.Json));
        Get("/docs", static (context, _) => PageAsync(context));
        Get("/docs/{file}", static (context, _) => FileAsync(context, (string)context.Request.RouteValues["file"]!));

        void Get(string path, Func<HttpContext, KeyIdentity, Task> handle) =>
            endpoints.MapGateway(HttpMethods.Get, path, AccessRequirement.Open, FrontEndMap.All[0].Errors, (context, identity) => IsServed(context) ? handle(context, identity) : throw NothingHere());
    }

    private static bool IsServed(HttpContext context) => context.RequestServices.GetRequiredService<GatewayState>().Configuration.Server.ApiDocs;

    private static Task PageAsync(HttpContext context)
    {
        // The page's links are relative, so that it works behind a path prefix; with a slash at its end they would lead astray.
        if (context.Request.Path.Value!.EndsWith('/'))
        {
            context.Response.Redirect("../docs", permanent: true);
            return Task.CompletedTask;
        }

        context.Response.Headers.ContentSecurityPolicy = Policy;
        return FileAsync(context, PageFile.Page);
    }

    private static Task FileAsync(HttpContext context, string name)
    {
        PageFile file = PageFile.Find(name) ?? throw NothingHere();
        if (!file.IsCompressed)
        {
            return SendAsync(context, file.ContentType, file.Bytes);
        }

        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return SendAsync(context, file.ContentType, file.Plain());
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return SendAsync(context, file.ContentType, file.Bytes);
    }

    private static Task SendAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-cache";
        return AnswerBody.WriteAsync(context, body).AsTask();
    }

    private static GatewayException NothingHere() =>
        new(new GatewayError(GatewayErrorKind.EndpointNotFound, Blame.Client, ExchangePhase.Request, "There is nothing at this path."));
}
