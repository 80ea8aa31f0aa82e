using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Reads request bodies within their limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads the whole body into pooled memory, or takes over the one that was read to check its signature.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="BodyTooLargeException">The body is longer.</exception>
    /// <exception cref="GatewayException">The body is compressed.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext context, long limit)
    {
        if (context.Features.Get<BufferedBody>() is { } buffered)
        {
            return buffered.Take();
        }

        // A few compressed bytes can be gigabytes; nothing here needs them.
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new GatewayException(new GatewayError(GatewayErrorKind.UnsupportedMediaType, Blame.Client, ExchangePhase.Request, "Compressed request bodies are not taken."));
        }

        return await PooledBody.ReadAsync(context.Request.Body, limit, context.Request.ContentLength, RequestEnd.Of(context));
    }
}
