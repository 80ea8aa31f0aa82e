using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Invoke;
using Outcrop.Bedrock.Tokens;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>CountTokens, which is free. Thread-safe.</summary>
internal sealed class CountTokensOperation(BedrockTransport transport)
{
    /// <summary>Counts a chat request.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<CountTokensResponse> SendAsync(ConverseRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(4096);
        CountTokensJson.Write(request, body);
        return await SendAsync(request.ModelId, body, request.Policy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts an InvokeModel body.</summary>
    /// <inheritdoc cref="SendAsync(ConverseRequest, CancellationToken)"/>
    public async Task<CountTokensResponse> SendAsync(InvokeModelRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(4096);
        CountTokensJson.Write(request, body);
        return await SendAsync(request.ModelId, body, null, cancellationToken).ConfigureAwait(false);
    }

    // Bedrock counts for base ids only: a profile's id, though it names the same model, is refused (acceptance row 20, and the recordings).
    private Task<CountTokensResponse> SendAsync(string modelId, PooledBufferWriter body, CallPolicy? policy, CancellationToken cancellationToken) =>
        transport.SendWholeAsync(
            new BedrockCall { Path = ModelPath.For(ModelId.Parse(modelId).BaseModelId ?? modelId, "count-tokens"), Body = body.WrittenMemory, Headers = InvokeHeaders.Whole, ModelId = modelId, Policy = policy },
            static (answer, read) =>
            {
                CountTokensResponse response = CountTokensJson.Read(read);
                response.RequestId = answer.RequestId;
                return response;
            },
            cancellationToken);
}
