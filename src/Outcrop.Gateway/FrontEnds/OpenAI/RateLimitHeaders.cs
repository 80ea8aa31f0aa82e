using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>
/// <c>x-ratelimit-*</c>, where the key has a limit. It is one of requests in flight and not of a minute's, so a place comes back when a request ends; the reset is the wait that a refusal advises.
/// Source: https://platform.openai.com/docs/guides/rate-limits.
/// </summary>
internal static class RateLimitHeaders
{
    /// <summary>Has the headers written with the answer's, so that a refusal has them too.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    public static void Announce(HttpContext context, KeyIdentity identity)
    {
        if (identity.Key?.MaxConcurrentRequests is not null)
        {
            context.Response.OnStarting(static state => WriteAsync(((HttpContext, KeyIdentity))state), (context, identity));
        }
    }

    private static Task WriteAsync((HttpContext Context, KeyIdentity Identity) request)
    {
        if (request.Context.RequestServices.GetRequiredService<ExchangePipeline>().LimitOf(request.Identity) is var (limit, remaining))
        {
            IHeaderDictionary headers = request.Context.Response.Headers;
            headers["x-ratelimit-limit-requests"] = limit.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-requests"] = remaining.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset-requests"] = remaining > 0 ? "0s" : "1s";
        }

        return Task.CompletedTask;
    }
}
