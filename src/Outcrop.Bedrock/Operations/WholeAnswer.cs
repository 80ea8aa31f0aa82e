using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>Reads an answer that comes in one piece, and tells a piece of one from it.</summary>
internal static class WholeAnswer
{
    private const int MaxDepth = 1000;

    /// <summary>Reads it.</summary>
    /// <param name="response">The response.</param>
    /// <param name="attempt">The attempt's end.</param>
    /// <returns>The body; the caller disposes it.</returns>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.StreamTruncated"/>: it ended before its JSON did.</exception>
    public static async ValueTask<PooledBody> ReadAsync(BedrockHttpResponse response, CancellationToken attempt)
    {
        long? length = response.Message.Content.Headers.ContentLength;
        PooledBody body = await PooledBody.ReadAsync(response.Body, TransportReading.MaxResponseLength, length, attempt).ConfigureAwait(false);

        // A length that was announced has been held to by HTTP. A body whose end is the connection's, as an old proxy sends it, looks whole wherever it is cut.
        if (length is null && IsJson(response) && IsCut(body.Memory.Span))
        {
            body.Dispose();
            throw new BedrockException(BedrockErrorKind.StreamTruncated, "The response ended before its JSON did.") { IsRetryable = true, RequestId = response.RequestId };
        }

        return body;
    }

    private static bool IsJson(BedrockHttpResponse response) =>
        response.Message.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    private static bool IsCut(ReadOnlySpan<byte> body)
    {
        // As of a body of which more may come: what is wrong throws, what is missing does not.
        var reader = new Utf8JsonReader(body, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        try
        {
            JsonTokenType last = JsonTokenType.None;
            while (reader.Read())
            {
                last = reader.TokenType;
            }

            // What has just begun is not yet counted as a depth.
            return last is JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > 0;
        }
        catch (JsonException)
        {
            // It is not cut but wrong, which is for its reader to say.
            return false;
        }
    }
}
