using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Invoke;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock;

/// <summary>Amazon Bedrock. Thread-safe; make one and keep it.</summary>
public sealed class BedrockClient : IDisposable
{
    private readonly BedrockTransport _transport;

    /// <summary>Creates a client. Nothing is looked up or sent until the first call.</summary>
    /// <param name="options">Default: what the environment says.</param>
    public BedrockClient(BedrockClientOptions? options = null) => _transport = new BedrockTransport(options ?? new BedrockClientOptions());

    /// <summary>Calls <c>Converse</c>.</summary>
    public Task<ConverseResponse> ConverseAsync(ConverseRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Calls <c>InvokeModel</c> with a body of the caller's own.</summary>
    public Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Text out through the family's own InvokeModel body.</summary>
    public Task<ConverseResponse> CompleteAsync(ConverseRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Embeds texts.</summary>
    public Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Opens a chat stream for a translator: the gateway's path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="api">Which API; <see cref="BedrockApi.Auto"/> decides by model and options.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    internal Task<ConverseEventStream> OpenStreamAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
