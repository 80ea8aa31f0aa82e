using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Invoke;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Tokens;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock;

/// <summary>
/// Amazon Bedrock. Every failure of an exchange is a <see cref="BedrockException"/>; cancellation by the caller's own token is an
/// <see cref="OperationCanceledException"/>. What AWS's standard retry mode allows is sent again, never after content has been handed out. Thread-safe; make one and keep it.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html.
/// </summary>
public sealed partial class BedrockClient : IDisposable
{
    private readonly BedrockTransport _transport;
    private readonly ChatOperation _chat;
    private readonly InvokeOperation _invoke;
    private readonly NativeOperation _native;
    private readonly SplicedOperation _spliced;
    private readonly EmbedOperation _embed;
    private readonly RerankOperation _rerank;
    private readonly GuardrailOperation _guardrail;
    private readonly CountTokensOperation _countTokens;
    private readonly ControlPlaneOperation _controlPlane;
    private readonly MantleModelsOperation _mantleModels;
    private readonly ImageOperation _images;
    private readonly AsyncInvokeOperation _asyncInvoke;
    private readonly GuardrailChecksOperation _guardrailChecks;
    private readonly ExplainOperation _explain;
    private readonly ModelCatalog _catalog;

    /// <summary>Creates a client. Nothing is looked up or sent until the first call.</summary>
    /// <param name="options">Default: what the environment says.</param>
    public BedrockClient(BedrockClientOptions? options = null)
    {
        options ??= new BedrockClientOptions();
        _catalog = options.Catalog;
        _transport = new BedrockTransport(options);
        var resolver = new ModelIdResolver(_transport, options);
        ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Outcrop.Bedrock");

        // What a model teaches holds for a request however it was written.
        var lessons = new LessonBook();
        _chat = new ChatOperation(_transport, resolver, options, logger, lessons);
        _invoke = new InvokeOperation(_transport);
        _native = new NativeOperation(_transport);
        _spliced = new SplicedOperation(_transport, resolver, options, logger, lessons);
        _embed = new EmbedOperation(_transport, resolver, logger);
        _rerank = new RerankOperation(_transport, resolver, logger);
        _guardrail = new GuardrailOperation(_transport);
        _countTokens = new CountTokensOperation(_transport);
        _controlPlane = new ControlPlaneOperation(_transport, options.TimeProvider, options.ControlPlaneCache);
        _mantleModels = new MantleModelsOperation(_transport);
        _images = new ImageOperation(_transport, resolver, logger);
        _guardrailChecks = new GuardrailChecksOperation(_transport);
        _asyncInvoke = new AsyncInvokeOperation(_transport, options.TimeProvider);
        _explain = new ExplainOperation(_transport, resolver, _chat, options);
    }

    /// <summary>The region calls are signed for, as resolved.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Configuration"/>: the settings contradict each other.</exception>
    public string Region => _transport.Settings.Region;

    /// <summary>The endpoint of the runtime, as resolved.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Configuration"/>: the settings contradict each other.</exception>
    public Uri Endpoint => _transport.Settings.Runtime;

    /// <summary>The catalogue of models whose rules and prices the client goes by: <see cref="BedrockClientOptions.Catalog"/>.</summary>
    public ModelCatalog Catalog => _catalog;

    /// <summary>
    /// Sends a chat request and reads the whole answer: through Converse, or through what the model has instead, or what <see cref="BedrockClientOptions.ApiByModel"/> and
    /// <see cref="BedrockClientOptions.SurfaceByModel"/> say.
    /// </summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<ConverseResponse> ConverseAsync(ConverseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _chat.SendAsync(request, BedrockApi.Auto, cancellationToken);
    }

    /// <summary>Sends a chat request and reads the answer event by event. An enumeration that ends without an exception ended properly: the model said that it had stopped.</summary>
    /// <inheritdoc cref="ConverseAsync"/>
    public async IAsyncEnumerable<ConverseStreamEvent> ConverseStreamAsync(ConverseRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using ConverseEventStream stream = await _chat.OpenAsync(request, BedrockApi.Auto, cancellationToken).ConfigureAwait(false);

        // It tells what became of the request, so it comes first whether the model's own stream has one or not.
        yield return new MessageStartEvent(ConversationRole.Assistant) { RequestId = stream.RequestId, Dropped = stream.Dropped, Adjusted = stream.Adjusted, IsSynthesized = stream.IsSynthesized };
        do
        {
            for (int i = 0; i < stream.Events.Length; i++)
            {
                if (stream.Events[i].Kind != ConverseEventKind.MessageStart)
                {
                    yield return ConverseStreamEvent.From(stream.Events[i]);
                }
            }
        }
        while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends a chat request through the family's own InvokeModel body and reads the whole answer.</summary>
    /// <inheritdoc cref="ConverseAsync"/>
    public Task<ConverseResponse> CompleteAsync(ConverseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _chat.SendAsync(request, BedrockApi.InvokeModel, cancellationToken);
    }

    /// <summary>Asks one question through the family's own InvokeModel body and reads the whole answer.</summary>
    /// <param name="modelId">Model id, inference profile id, or any model ARN.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<ConverseResponse> CompleteAsync(string modelId, string prompt, CancellationToken cancellationToken = default) =>
        CompleteAsync(Question(modelId, prompt), cancellationToken);

    /// <summary>Sends a chat request through the family's own InvokeModel body and reads the text of the answer as it comes. The answer of a model that cannot stream comes in one piece.</summary>
    /// <inheritdoc cref="ConverseAsync"/>
    public IAsyncEnumerable<string> CompleteStreamAsync(ConverseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StreamTextAsync(request, BedrockApi.InvokeModel, cancellationToken);
    }

    /// <summary>Asks one question through the family's own InvokeModel body and reads the text of the answer as it comes.</summary>
    /// <inheritdoc cref="CompleteAsync(string, string, CancellationToken)"/>
    public IAsyncEnumerable<string> CompleteStreamAsync(string modelId, string prompt, CancellationToken cancellationToken = default) =>
        CompleteStreamAsync(Question(modelId, prompt), cancellationToken);

    /// <summary>Calls <c>InvokeModel</c> with a body of the caller's own.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _invoke.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// Calls <c>InvokeModelWithResponseStream</c> with a body of the caller's own and gives the provider's JSON of each chunk, each in memory of its own. The JSON is not
    /// read, so whether the last chunk says that the model had finished is for the caller to see; every other break of the stream is an exception.
    /// </summary>
    /// <inheritdoc cref="InvokeModelAsync"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> InvokeModelWithResponseStreamAsync(InvokeModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using InvokeChunkStream stream = await _invoke.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        do
        {
            yield return stream.Chunk.ToArray();
        }
        while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Turns texts and images into vectors, in as many calls as the model needs, at most four at a time; order is kept.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the calls up.</param>
    /// <exception cref="BedrockException">A call failed; no vector is given then.</exception>
    public Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _embed.SendAsync(request, cancellationToken);
    }

    /// <summary>Puts documents in the order of their relevance to a question.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _rerank.SendAsync(request, cancellationToken);
    }

    /// <summary>Lets a guardrail judge content, without a model.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed. That the guardrail steps in is an answer, no failure.</exception>
    public Task<ApplyGuardrailResponse> ApplyGuardrailAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _guardrail.SendAsync(request, cancellationToken);
    }

    /// <summary>Counts the input tokens of a chat request with <c>CountTokens</c>, which is free; not every model has it.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<CountTokensResponse> CountTokensAsync(ConverseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _countTokens.SendAsync(request, cancellationToken);
    }

    /// <summary>Counts the input tokens of an InvokeModel body of the caller's own.</summary>
    /// <inheritdoc cref="CountTokensAsync(ConverseRequest, CancellationToken)"/>
    public Task<CountTokensResponse> CountTokensAsync(InvokeModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _countTokens.SendAsync(request, cancellationToken);
    }

    /// <summary>Calls the control plane's <c>ListFoundationModels</c>, which is free. The answer is kept for <see cref="BedrockClientOptions.ControlPlaneCache"/>.</summary>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed.</exception>
    public Task<IReadOnlyList<FoundationModel>> ListFoundationModelsAsync(CancellationToken cancellationToken = default) => _controlPlane.ListModelsAsync(cancellationToken);

    /// <summary>Calls the control plane's <c>GetFoundationModel</c>, which is free. The answer is kept likewise.</summary>
    /// <param name="modelId">A base model id or a foundation model's ARN; no profile.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed; kind NotFound: there is no such model in the region.</exception>
    public Task<FoundationModel> GetFoundationModelAsync(string modelId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelId);
        return _controlPlane.GetModelAsync(modelId, cancellationToken);
    }

    /// <summary>Calls the control plane's <c>ListInferenceProfiles</c>, which is free, for all pages. The answer is kept likewise.</summary>
    /// <param name="type"><c>SYSTEM_DEFINED</c>, <c>APPLICATION</c>, or <see langword="null"/> for both.</param>
    /// <param name="cancellationToken">Gives the calls up.</param>
    /// <exception cref="BedrockException">A call failed.</exception>
    public Task<IReadOnlyList<InferenceProfile>> ListInferenceProfilesAsync(string? type = null, CancellationToken cancellationToken = default) =>
        _controlPlane.ListProfilesAsync(type, cancellationToken);

    /// <summary>Calls the control plane's <c>GetInferenceProfile</c>, which is free. The answer is kept likewise.</summary>
    /// <param name="profileId">A profile's id or ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed; kind NotFound: there is no such profile in the region.</exception>
    public Task<InferenceProfile> GetInferenceProfileAsync(string profileId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(profileId);
        return _controlPlane.GetProfileAsync(profileId, cancellationToken);
    }

    /// <summary>Looks whether Bedrock can be reached, with one free call.</summary>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed; its kind says where.</exception>
    public Task<BedrockProbe> ProbeAsync(CancellationToken cancellationToken = default) => _controlPlane.ProbeAsync(cancellationToken);

    /// <summary>Finds the credentials that calls will use, without calling Bedrock.</summary>
    /// <param name="cancellationToken">Gives the search up.</param>
    /// <returns>What they are and where they come from, for people; nothing secret.</returns>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Credentials"/>: there are none, or the role was refused. <see cref="BedrockErrorKind.Configuration"/>: the settings contradict each other.</exception>
    public async Task<string> CheckCredentialsAsync(CancellationToken cancellationToken = default) =>
        (await _transport.Credentials.GetAsync(forceRefresh: false, cancellationToken).ConfigureAwait(false)).ToString();

    /// <summary>Opens a chat stream for a translator: the gateway's path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="api">Which API; <see cref="BedrockApi.Auto"/> decides by model and options.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    internal Task<ConverseEventStream> OpenStreamAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        _chat.OpenAsync(request, api, cancellationToken);

    /// <summary>Sends a chat request through a given API and reads the whole answer: the gateway's path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="api">Which API; <see cref="BedrockApi.Auto"/> decides by model and options.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    internal Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) => _chat.SendAsync(request, api, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static ConverseRequest Question(string modelId, string prompt) => new() { ModelId = modelId, Messages = { new Message(ConversationRole.User, prompt) } };

    private async IAsyncEnumerable<string> StreamTextAsync(ConverseRequest request, BedrockApi api, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using ConverseEventStream stream = await _chat.OpenAsync(request, api, cancellationToken).ConfigureAwait(false);
        do
        {
            for (int i = 0; i < stream.Events.Length; i++)
            {
                if (stream.Events[i].Kind == ConverseEventKind.TextDelta)
                {
                    yield return stream.Events[i].Text.GetString();
                }
            }
        }
        while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false));
    }
}
