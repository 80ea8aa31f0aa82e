using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>Sends a body of somebody else's byte for byte and takes the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer; the caller disposes it.</returns>
    internal Task<NativeResponse> SendNativeAsync(NativeRequest request, CancellationToken cancellationToken) => _native.SendAsync(request, cancellationToken);

    /// <summary>Sends a body of somebody else's byte for byte and opens its stream, up to the first content.</summary>
    /// <inheritdoc cref="SendNativeAsync"/>
    internal Task<NativeEventStream> OpenNativeAsync(NativeRequest request, CancellationToken cancellationToken) => _native.OpenAsync(request, cancellationToken);

    /// <summary>Sends a body in the model's own dialect, spliced where Bedrock has things elsewhere, and takes the whole answer.</summary>
    /// <inheritdoc cref="SendNativeAsync"/>
    internal Task<NativeResponse> SendSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => _spliced.SendAsync(request, cancellationToken);

    /// <summary>Sends a body in the model's own dialect, spliced where Bedrock has things elsewhere, and opens its stream, up to the first content.</summary>
    /// <inheritdoc cref="SendNativeAsync"/>
    internal Task<NativeEventStream> OpenSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => _spliced.OpenAsync(request, cancellationToken);
}
