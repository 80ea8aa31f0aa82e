using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Anthropic;

/// <summary>
/// What every answer of this dialect bears: <c>request-id</c>, and <c>anthropic-ratelimit-requests-*</c> where the key has a limit. That limit is of requests in flight and not of a minute's, so a place comes back when
/// a request ends; the reset is the wait that a refusal advises. Source: https://docs.anthropic.com/en/api/rate-limits.
/// </summary>
internal static class AnthropicHeaders
{
    private const string Limits = "anthropic-ratelimit-requests-";

    /// <summary>Sets the request's id, by the name that this dialect's clients look for.</summary>
    /// <param name="context">The request.</param>
    public static void SetRequestId(HttpContext context) => context.Response.Headers["request-id"] = RequestInfo.Of(context).Id;

    /// <summary>Has the headers written with the answer's, so that a refusal has them too.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static void Announce(HttpContext context, KeyIdentity identity)
    {
        SetRequestId(context);
        if (identity.Key?.MaxConcurrentRequests is not null)
        {
            context.Response.OnStarting(() => WriteAsync(context, identity));
        }
    }

    private static Task WriteAsync(HttpContext context, KeyIdentity identity)
    {
        if (context.RequestServices.GetRequiredService<ExchangePipeline>().LimitOf(identity) is not { } standing)
        {
            return Task.CompletedTask;
        }

        DateTimeOffset now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        IHeaderDictionary headers = context.Response.Headers;
        headers[Limits + "limit"] = standing.Limit.ToString(CultureInfo.InvariantCulture);
        headers[Limits + "remaining"] = standing.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[Limits + "reset"] = now.AddSeconds(standing.Remaining > 0 ? 0 : 1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
