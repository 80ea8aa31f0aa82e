using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>Images over InvokeModel. Thread-safe.</summary>
internal sealed class ImageOperation(BedrockTransport transport, ModelIdResolver resolver, ILogger logger)
{
    /// <summary>Makes or changes an image.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<ImageResponse> SendAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        ModelId modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        ImageFamily family = ImageFamilies.Find(modelId);
        using var body = new PooledBufferWriter(4096);
        var dropped = new List<DroppedParameter>();
        family.WriteRequest(request, modelId, body, dropped);
        OperationLog.Dropped(logger, request.ModelId, dropped);
        var call = new BedrockCall { Path = ModelPath.For(request.ModelId, "invoke"), Body = body.WrittenMemory, Headers = InvokeHeaders.Whole, ModelId = request.ModelId, Policy = request.Policy };
        return await transport.SendWholeAsync(call, (answer, read) => Told(family.ReadResponse(read), answer.RequestId, dropped), cancellationToken).ConfigureAwait(false);
    }

    private static ImageResponse Told(ImageResponse response, string? requestId, List<DroppedParameter> dropped)
    {
        response.RequestId = requestId;
        response.Dropped = dropped;
        return response;
    }
}
