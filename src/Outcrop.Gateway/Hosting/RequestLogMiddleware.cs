using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Hosting;

/// <summary>
/// Around every request: security headers, a body in the path's dialect for errors that have none, and one log line. The line has the endpoint's template
/// and never the path or query, which are the caller's to write.
/// </summary>
internal sealed partial class RequestLogMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, TimeProvider timeProvider, ILogger<RequestLogMiddleware> logger)
{
    /// <summary>Runs the request.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        long started = timeProvider.GetTimestamp();
        RequestInfo info = RequestInfo.Of(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // A client that keeps its connection would meet its end with a request in hand.
            context.Response.Headers.Connection = "close";
        }

        bool broken = false;
        try
        {
            await FailureGuard.RunAsync(context, FrontEndMap.Find(context.Request).Errors, () => ServerLimits.ExcessOf(context.Request) is { } status ? throw new GatewayException(FailureGuard.OfStatus(status)) : next(context));
            await FillEmptyErrorAsync(context);
        }
        catch (BrokenStreamException)
        {
            broken = true;
            throw;
        }
        finally
        {
            string template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            LogRequest(info.Id, MethodOf(context.Request.Method), template, context.Response.StatusCode, (long)timeProvider.GetElapsedTime(started).TotalMilliseconds, info.KeyId, broken || info.IsBroken);
        }
    }

    private static Task FillEmptyErrorAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        return response.StatusCode < 400 || response.HasStarted || response.ContentLength > 0 || context.RequestAborted.IsCancellationRequested
            ? Task.CompletedTask
            : FrontEndMap.Find(context.Request).Errors.WriteAsync(context, FailureGuard.OfStatus(response.StatusCode));
    }

    /// <summary>A method is any token the caller likes; only the known ones are worth a line of their own.</summary>
    private static string MethodOf(string method) => HttpMethods.GetCanonicalizedValue(method) switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" => HttpMethods.GetCanonicalizedValue(method),
        _ => "OTHER",
    };

    [LoggerMessage(1301, LogLevel.Information, "request {RequestId} {Method} {Template} {Status} after {DurationMs} ms, key {KeyId}, broken {Broken}")]
    private partial void LogRequest(string requestId, string method, string template, int status, long durationMs, string? keyId, bool broken);
}
