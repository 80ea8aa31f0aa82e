using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>Reranking over InvokeModel. Thread-safe.</summary>
internal sealed class RerankOperation(BedrockTransport transport, ModelIdResolver resolver, ILogger logger)
{
    /// <summary>Puts documents in order.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<RerankResponse> SendAsync(RerankRequest request, CancellationToken cancellationToken)
    {
        ModelId modelId = ModelId.Parse(request.ModelId);
        if (modelId.BaseModelId is null)
        {
            modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        }

        RerankFamily family = RerankFamilies.Find(modelId);
        using var body = new PooledBufferWriter(4096);
        var dropped = new List<DroppedParameter>();
        family.WriteRequest(request, body, dropped);
        OperationLog.Dropped(logger, request.ModelId, dropped);
        var call = new BedrockCall { Path = ModelPath.For(request.ModelId, "invoke"), Body = body.WrittenMemory, Headers = InvokeHeaders.Whole, ModelId = request.ModelId, Policy = request.Policy };
        return await transport.SendWholeAsync(
            call,
            (answer, read) =>
            {
                RerankResponse response = family.ReadResponse(read, InvokeHeaders.Read(answer), request.Documents.Count);
                response.RequestId = answer.RequestId;
                return response;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
