using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>Path and query as the caller wrote them. The path that routing sees is decoded already, and no signature fits that.</summary>
/// <param name="Path">The path.</param>
/// <param name="Query">The query without its question mark.</param>
internal readonly record struct RequestTarget(string Path, string Query)
{
    /// <summary>Takes a request's target apart.</summary>
    /// <param name="context">The request.</param>
    public static RequestTarget Of(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A client that takes us for a proxy sends the whole URL; what it signed is the path of it.
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is > 0 and int scheme)
        {
            int slash = target.IndexOfAny(['/', '?'], scheme + 3);
            target = slash < 0 ? "/" : target[slash] == '?' ? $"/{target[slash..]}" : target[slash..];
        }

        int mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new(target, "") : new(target[..mark], target[(mark + 1)..]);
    }
}
