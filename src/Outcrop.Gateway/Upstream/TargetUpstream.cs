using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Tokens;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>The way to one target for one attempt: each request goes out under the target's model, through its API, as the attempt's policy says. Thread-safe.</summary>
/// <param name="inner">The way to the target's account and region.</param>
/// <param name="route">The route the request was made for.</param>
/// <param name="target">The target.</param>
/// <param name="policy">How it is sent.</param>
internal sealed class TargetUpstream(IUpstream inner, Route route, Target target, CallPolicy policy) : IUpstream
{
    /// <inheritdoc/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) => inner.OpenAsync(request.For(target.ModelId, policy), ApiOf(api), cancellationToken);

    /// <inheritdoc/>
    public Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) => inner.SendAsync(request.For(target.ModelId, policy), ApiOf(api), cancellationToken);

    /// <inheritdoc/>
    public Task<CountTokensResponse> CountTokensAsync(ConverseRequest request, CancellationToken cancellationToken) => inner.CountTokensAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<NativeEventStream> OpenNativeAsync(NativeRequest request, CancellationToken cancellationToken) => inner.OpenNativeAsync(request.For(ModelOf(request.Call.ModelId), policy), cancellationToken);

    /// <inheritdoc/>
    public Task<NativeResponse> SendNativeAsync(NativeRequest request, CancellationToken cancellationToken) => inner.SendNativeAsync(request.For(ModelOf(request.Call.ModelId), policy), cancellationToken);

    /// <inheritdoc/>
    public Task<NativeEventStream> OpenSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => inner.OpenSplicedAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<NativeResponse> SendSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => inner.SendSplicedAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken) => inner.EmbedAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<ImageResponse> GenerateImagesAsync(ImageRequest request, CancellationToken cancellationToken) => inner.GenerateImagesAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken) => inner.RerankAsync(request.For(target.ModelId, policy), cancellationToken);

    /// <inheritdoc/>
    public Task<ApplyGuardrailResponse> ApplyGuardrailAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken) => inner.ApplyGuardrailAsync(request.With(policy), cancellationToken);

    // An API that is not the route's was chosen for the request, and holds wherever it goes.
    private BedrockApi ApiOf(BedrockApi asked) => asked == route.Targets[0].Api ? target.Api : asked;

    // A call whose body names the model keeps it; it goes only to targets of that very model.
    private string ModelOf(string? asked) => asked is null || asked != route.ModelId ? asked ?? target.ModelId : target.ModelId;
}
