using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Tokens;

namespace Outcrop.Gateway.Upstream;

/// <summary>Where answers come from: Bedrock, through the client library. Every failure is a <see cref="BedrockException"/>.</summary>
internal interface IUpstream
{
    /// <summary>Opens a stream that has shown its first content, so that every failure before is an exception.</summary>
    /// <param name="request">The request.</param>
    /// <param name="api">Which API.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken);

    /// <summary>Asks for a whole answer.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken);

    /// <summary>Counts the input tokens of a chat request, which is free; not every model can be asked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    Task<CountTokensResponse> CountTokensAsync(ConverseRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a body of the caller's own byte for byte and opens its stream, up to the first content.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<NativeEventStream> OpenNativeAsync(NativeRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a body of the caller's own byte for byte; whoever asks disposes the answer.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<NativeResponse> SendNativeAsync(NativeRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a body in the model's own dialect, spliced where Bedrock has things elsewhere, and opens its stream, up to the first content.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<NativeEventStream> OpenSplicedAsync(SplicedRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a body in the model's own dialect, spliced where Bedrock has things elsewhere; whoever asks disposes the answer.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<NativeResponse> SendSplicedAsync(SplicedRequest request, CancellationToken cancellationToken);

    /// <summary>Turns texts and images into vectors.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken);

    /// <summary>Makes images of a text.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<ImageResponse> GenerateImagesAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Puts documents in the order of their relevance.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken);

    /// <summary>Lets a guardrail judge content.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    Task<ApplyGuardrailResponse> ApplyGuardrailAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken);
}
