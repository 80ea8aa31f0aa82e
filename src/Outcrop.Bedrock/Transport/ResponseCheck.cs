using System.IO.Compression;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>Tells good responses from errors before anyone reads them.</summary>
internal static class ResponseCheck
{
    /// <summary>AWS's id of the request, or that of a compatible surface.</summary>
    /// <param name="response">The response.</param>
    public static string? RequestId(HttpResponseMessage response) => Header(response, "x-amzn-RequestId") ?? Header(response, "x-request-id");

    /// <summary>The body without its content encoding.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">Its body as it comes.</param>
    public static Stream Decoded(HttpResponseMessage response, Stream body) => response.Content.Headers.ContentEncoding.LastOrDefault() switch
    {
        // We ask for no encoding, but a proxy in between may apply one.
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress),
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        _ => body,
    };

    /// <summary>Throws for every response that is an error, by its status or in disguise; leaves the body of a good one unread.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    /// <param name="requestId">Its request id.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The attempt's end.</param>
    /// <exception cref="BedrockException">The response is an error.</exception>
    public static async Task RefuseErrorsAsync(HttpResponseMessage response, ResponseBody body, string? requestId, TimeProvider time, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        string? errorType = Header(response, "x-amzn-ErrorType");
        string? contentType = response.Content.Headers.ContentType?.ToString();
        bool good = response.IsSuccessStatusCode;
        if (good && errorType is null && IsStream(contentType))
        {
            // A stream's bytes are its reader's to judge, and waiting for the first of them here would hold up its start.
            return;
        }

        byte[] beginning = new byte[good ? 256 : 4096];
        int count = 0;
        try
        {
            count = await ReadAsync(body, beginning, cancellationToken).ConfigureAwait(false);
            if (good && !ErrorReader.IsDisguised(errorType, contentType, beginning.AsSpan(0, count)))
            {
                body.Unread(beginning.AsMemory(0, count));
                return;
            }

            while (count == beginning.Length && count < ErrorReader.MaxBodyLength)
            {
                Array.Resize(ref beginning, count * 4);
                count += await ReadAsync(body, beginning.AsMemory(count), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (BedrockException) when (!good)
        {
            // The status says more than the body that did not come.
        }

        TimeSpan? retryAfter = ErrorReader.ReadRetryAfter(Header(response, "x-amz-retry-after"), Header(response, "Retry-After"), time.GetUtcNow());
        throw ErrorReader.FromResponse(status, errorType, contentType, beginning.AsSpan(0, count), requestId, retryAfter);
    }

    private static async ValueTask<int> ReadAsync(ResponseBody body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int count = await body.ReadAsync(buffer[total..], cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    private static bool IsStream(string? contentType) =>
        contentType is not null && (contentType.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase));

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
