using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Invoke;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>InvokeModel with a body of the caller's own. Thread-safe.</summary>
internal sealed class InvokeOperation(BedrockTransport transport)
{
    /// <summary>Sends a body and reads the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public Task<InvokeModelResponse> SendAsync(InvokeModelRequest request, CancellationToken cancellationToken) =>
        transport.SendWholeAsync(
            CallFor(request, "invoke", "Accept"),
            static (response, body) => new InvokeModelResponse
            {
                Body = body.ToArray(),
                ContentType = response.GetHeader("Content-Type"),
                Headers = InvokeHeaders.Read(response),
                RequestId = response.RequestId,
            },
            cancellationToken);

    /// <summary>Opens a stream and reads up to its first chunk.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<InvokeChunkStream> OpenAsync(InvokeModelRequest request, CancellationToken cancellationToken) =>
        transport.OpenStreamAsync(
            CallFor(request, "invoke-with-response-stream", "X-Amzn-Bedrock-Accept"),
            static response => new InvokeChunkStream(new FrameReader(response)),
            cancellationToken);

    private static BedrockCall CallFor(InvokeModelRequest request, string operation, string acceptHeader)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Content-Type", request.ContentType), new(acceptHeader, request.Accept) };
        foreach (KeyValuePair<string, string> header in request.Headers)
        {
            if (!header.Key.StartsWith("X-Amzn-Bedrock-", StringComparison.OrdinalIgnoreCase))
            {
                throw new BedrockException(BedrockErrorKind.Validation, $"The header '{header.Key}' is none of Bedrock's; only X-Amzn-Bedrock-… headers can be added.");
            }

            headers.Add(header);
        }

        return new BedrockCall { Path = ModelPath.For(request.ModelId, operation), Body = request.Body, Headers = headers, ModelId = request.ModelId };
    }
}
