using Microsoft.Extensions.Logging;
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

/// <summary>Bedrock itself, and whether credentials for it can be had: that asks the credential chain, never Bedrock. Thread-safe.</summary>
/// <param name="client">The client, which others may use as well.</param>
/// <param name="logger">Where a failed credential check is told in full.</param>
/// <param name="release">Gives the client back.</param>
internal sealed partial class BedrockUpstream(BedrockClient client, ILogger<BedrockUpstream> logger, Action release) : IUpstream, IDisposable
{
    private int _disposed;

    /// <summary>The client.</summary>
    public BedrockClient Client => client;

    /// <inheritdoc/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        client.OpenStreamAsync(request, api, cancellationToken);

    /// <inheritdoc/>
    public Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) => client.SendAsync(request, api, cancellationToken);

    /// <inheritdoc/>
    public Task<CountTokensResponse> CountTokensAsync(ConverseRequest request, CancellationToken cancellationToken) => client.CountTokensAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeEventStream> OpenNativeAsync(NativeRequest request, CancellationToken cancellationToken) => client.OpenNativeAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeResponse> SendNativeAsync(NativeRequest request, CancellationToken cancellationToken) => client.SendNativeAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeEventStream> OpenSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => client.OpenSplicedAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeResponse> SendSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => client.SendSplicedAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken) => client.EmbedAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ImageResponse> GenerateImagesAsync(ImageRequest request, CancellationToken cancellationToken) => client.GenerateImagesAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken) => client.RerankAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ApplyGuardrailResponse> ApplyGuardrailAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken) => client.ApplyGuardrailAsync(request, cancellationToken);

    /// <summary>Looks whether credentials can be had.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>Why not, in words that may be shown to anybody; <see langword="null"/> when all is well.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CheckCredentialsAsync(cancellationToken);
            return null;
        }
        catch (BedrockException exception)
        {
            LogNotReady(exception.Kind, exception.Message);
            return exception.Kind == BedrockErrorKind.Configuration ? "Bedrock is not configured correctly; the log says more" : "no AWS credentials could be had";
        }
    }

    /// <summary>Gives the client back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            release();
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "not ready: {Kind}: {Detail}")]
    private partial void LogNotReady(BedrockErrorKind kind, string detail);
}
