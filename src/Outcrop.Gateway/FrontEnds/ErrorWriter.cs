using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>How a dialect says that something failed, before the answer has begun and within it. Stateless and thread-safe.</summary>
internal abstract class ErrorWriter
{
    /// <summary>Writes an error as the whole answer.</summary>
    /// <param name="context">The request; its answer must not have begun.</param>
    /// <param name="error">The failure.</param>
    public Task WriteAsync(HttpContext context, GatewayError error)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        if (error.RetryAfter is { } wait)
        {
            headers["retry-after-ms"] = Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        headers["x-should-retry"] = ShouldRetry(error) ? "true" : "false";
        if (error.Kind is GatewayErrorKind.RequestTooLarge or GatewayErrorKind.RequestTimeout && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The rest of the body is not read, so the server will close: a client that is not told would send its next request into that.
            headers.Connection = "close";
        }

        if (error.Kind == GatewayErrorKind.InvalidKey)
        {
            headers.WWWAuthenticate = "Bearer";
        }

        if (error.Phase == ExchangePhase.Request)
        {
            context.RequestServices.GetRequiredService<GatewayMetrics>().Rejected(FrontEndMap.Find(context.Request).Name, error.Kind);
        }

        return WriteBodyAsync(context, Redact(context, error));
    }

    /// <summary>Takes known secrets out of an error's words, whoever wrote them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The failure.</param>
    public static GatewayError Redact(HttpContext context, GatewayError error)
    {
        SecretRedactor redactor = context.RequestServices.GetRequiredService<GatewayState>().Redactor;
        return error with
        {
            SafeMessage = redactor.Redact(error.SafeMessage),
            Aws = error.Aws is { } aws
                ? aws with { Message = aws.Message is { } message ? redactor.Redact(message) : null, OriginalMessage = aws.OriginalMessage is { } original ? redactor.Redact(original) : null }
                : null,
        };
    }

    /// <summary>Writes status and body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The failure.</param>
    protected abstract Task WriteBodyAsync(HttpContext context, GatewayError error);

    /// <summary>
    /// Whether the same request may succeed later, for clients that ask the gateway instead of guessing. While the service fails and the gateway has no retries left, its callers' would make the same storm; a throttle says itself how long to wait.
    /// </summary>
    private static bool ShouldRetry(GatewayError error) => error.Kind switch
    {
        GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled or GatewayErrorKind.LedgerUnavailable => true,
        GatewayErrorKind.UpstreamUnavailable => !error.IsRetryDenied,
        _ => false,
    };
}
