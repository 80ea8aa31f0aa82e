using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>Calls whose bytes are passed on. Endpoint, credentials, signature, timeouts and retries are those of every other call. Thread-safe.</summary>
internal sealed class NativeOperation(BedrockTransport transport)
{
    /// <summary>Sends a body and takes the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    /// <returns>The answer; the caller disposes it.</returns>
    public Task<NativeResponse> SendAsync(NativeRequest request, CancellationToken cancellationToken) =>
        transport.SendAsync(
            request.Call,
            async (response, attempt) =>
            {
                using HttpResponseMessage message = response.Message;
                PooledBody body = await WholeAnswer.ReadAsync(response, attempt).ConfigureAwait(false);
                if (request.Unit == NativeUnit.Document)
                {
                    NativeAnswer.RefuseErrors(body, response.RequestId);
                }

                (TokenUsage? usage, string? stopReason) = request.IsModelCall ? NativeAnswer.Read(body.Memory, InvokeHeaders.Read(response)) : default;
                return new NativeResponse(body)
                {
                    Status = (int)message.StatusCode,
                    ContentType = response.GetHeader("Content-Type"),
                    Headers = HeadersOf(message),
                    RequestId = response.RequestId,
                    Attempts = response.Attempt,
                    Usage = usage,
                    StopReason = stopReason,
                    Dropped = request.Report.Dropped,
                };
            },
            cancellationToken);

    /// <summary>Sends a body, opens its stream and reads up to the first content; a failure before is retried as ever.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<NativeEventStream> OpenAsync(NativeRequest request, CancellationToken cancellationToken) =>
        transport.OpenStreamAsync(request.Call, response => Open(request, response), cancellationToken);

    private static NativeEventStream Open(NativeRequest request, BedrockHttpResponse response)
    {
        if (request.Dialect is { } dialect)
        {
            return new NativeDocumentStream(new SseSource(response), dialect.CreateStreamReader())
            {
                RequestId = response.RequestId,
                Attempts = response.Attempt,
                Dropped = request.Report.Dropped,
                Adjusted = request.Report.Adjusted,
            };
        }

        var frames = new FrameReader(response);
        return request.Unit switch
        {
            NativeUnit.Frame => new NativeFrameStream(frames, request.IsConverse ? null : request.Family) { RequestId = response.RequestId, Attempts = response.Attempt, Headers = HeadersOf(response.Message) },
            NativeUnit.Document => new NativeDocumentStream(new InvokeChunkSource(frames), request.Family!.CreateStreamReader())
            {
                RequestId = response.RequestId,
                Attempts = response.Attempt,
                Dropped = request.Report.Dropped,
                Adjusted = request.Report.Adjusted,
            },
            _ => throw new InvalidOperationException($"There is no unit {request.Unit}."),
        };
    }

    private static List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage message)
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in message.Headers.NonValidated)
        {
            if (header.Key.StartsWith("X-Amzn-Bedrock-", StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(new(header.Key, header.Value.ToString()));
            }
        }

        return kept;
    }
}
