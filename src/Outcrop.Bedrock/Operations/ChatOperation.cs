using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>A chat request through the API its model is called by, whole or streamed. Thread-safe.</summary>
internal sealed class ChatOperation(BedrockTransport transport, ModelIdResolver resolver, BedrockClientOptions options, ILogger logger, LessonBook? lessons = null)
{
    private static readonly KeyValuePair<string, string>[] JsonHeaders = [new("Content-Type", "application/json")];
    private readonly LessonBook _lessons = lessons ?? new LessonBook();

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="api">The API; <see cref="BedrockApi.Auto"/> leaves it to options and catalogue.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        RunAsync(request, api, stream: false, SendAsync, cancellationToken);

    /// <summary>Opens a stream and reads up to its first content.</summary>
    /// <inheritdoc cref="SendAsync(ConverseRequest, BedrockApi, CancellationToken)"/>
    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken) =>
        RunAsync(request, api, stream: true, OpenAsync, cancellationToken);

    /// <summary>The same operation for showing what this one would send: it asks nobody, logs nothing, tells every drop instead of ending at the first, and knows what this one learns.</summary>
    public ChatOperation ForShow() => new(transport, resolver.Offline(), options.Lenient(), NullLogger.Instance, _lessons);

    /// <summary>Makes a request ready as for a first attempt, without sending it.</summary>
    /// <inheritdoc cref="SendAsync(ConverseRequest, BedrockApi, CancellationToken)"/>
    public ValueTask<PreparedChat> PrepareAsync(ConverseRequest request, BedrockApi api, bool stream, CancellationToken cancellationToken) =>
        PrepareAsync(request, api, stream, new ChatLearning(_lessons, request.Learner, options.LearnFromRefusals, logger), transport.NewDeadline(request.Policy), cancellationToken);

    /// <summary>
    /// Prepares and sends a request; where its refusal teaches something, prepares and sends it again, within the same total timeout. A stream has shown nothing by then: what has shown content fails as it is read, not here.
    /// </summary>
    private async Task<T> RunAsync<T>(ConverseRequest request, BedrockApi api, bool stream, Func<PreparedChat, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        var learning = new ChatLearning(_lessons, request.Learner, options is { LearnFromRefusals: true, StrictParameters: false }, logger);
        Deadline deadline = transport.NewDeadline(request.Policy);
        PreparedChat chat = await PrepareAsync(request, api, stream, learning, deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                try
                {
                    T answer = await send(chat, cancellationToken).ConfigureAwait(false);
                    learning.Keep(chat.Draft);
                    return answer;
                }
                catch (BedrockException fault) when (learning.TryLearn(fault, chat.Draft))
                {
                    PreparedChat next = await PrepareAsync(request, api, stream, learning, deadline, cancellationToken).ConfigureAwait(false);
                    bool same = next.IsStreamed == chat.IsStreamed && next.Call.Body.Span.SequenceEqual(chat.Call.Body.Span);
                    chat.Dispose();
                    chat = next;
                    if (same)
                    {
                        // What was taught has no bearing on this request: the refusal is the answer.
                        throw;
                    }
                }
            }
        }
        finally
        {
            chat.Dispose();
        }
    }

    private async Task<ConverseEventStream> OpenAsync(PreparedChat chat, CancellationToken cancellationToken)
    {
        if (!chat.IsStreamed)
        {
            ConverseResponse response = await SendAsync(chat, cancellationToken).ConfigureAwait(false);
            return new SynthesizedEventStream(response) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempts };
        }

        PrimedEventStream stream = await transport.OpenStreamAsync<PrimedEventStream>(
            chat.Call,
            response => chat.Dialect is not null ? SurfaceEventStream.Open(response, chat)
                : chat.Family is null
                ? new ConverseFrameStream(new FrameReader(response)) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempt }
                : new InvokeFrameStream(new FrameReader(response), chat.Family.CreateStreamReader()) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempt },
            cancellationToken).ConfigureAwait(false);
        return chat.Draft.Answer.IsEmpty ? stream
            : new RestoredEventStream(stream, chat.Draft.Answer) { RequestId = stream.RequestId, Dropped = stream.Dropped, Adjusted = stream.Adjusted, Attempts = stream.Attempts };
    }

    private Task<ConverseResponse> SendAsync(PreparedChat chat, CancellationToken cancellationToken) =>
        transport.SendWholeAsync(
            chat.Call,
            (response, body) =>
            {
                ConverseResponse read = chat.Dialect is not null ? chat.Dialect.ReadResponse(body)
                    : chat.Family is null ? ConverseResponseReader.Read(body) : chat.Family.ReadResponse(body, InvokeHeaders.Read(response));
                read.RequestId = response.RequestId;
                read.Attempts = response.Attempt;
                read.Dropped = chat.Report.Dropped;
                read.Adjusted = chat.Report.Adjusted;
                return chat.Draft.Answer.Restore(read);
            },
            cancellationToken);

    private async ValueTask<PreparedChat> PrepareAsync(ConverseRequest request, BedrockApi api, bool stream, ChatLearning learning, Deadline deadline, CancellationToken cancellationToken)
    {
        ModelId modelId = ModelId.Parse(request.ModelId);
        api = ApiChoice.Choose(request, modelId, api, options);
        SurfaceRoute? route = SurfaceChoice.Find(modelId, api, transport.Settings.Region, options, options.Catalog);
        bool invoke = api == BedrockApi.InvokeModel;

        // 1. An opaque ARN is looked up only when something depends on the model behind it: its family, or a rule of the catalogue.
        RequestTraits traits = RequestSurvey.Of(request);
        if (modelId.BaseModelId is null && (invoke || RequestRules.DependOnModel(request, traits)))
        {
            modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        }

        // 2. What the model demands, and what it has taught.
        ModelFamily? family = invoke ? ModelFamilies.Find(modelId) : null;
        RequestDraft draft = Draft(request, traits, modelId, api, family, stream, learning);
        RequestRules.Apply(draft);
        if (route is not null)
        {
            return PrepareSurface(draft, SurfaceDialects.Of(api)!, route, deadline, request.Policy);
        }

        // 3. The body.
        IReadOnlyList<KeyValuePair<string, string>> headers = family is null ? JsonHeaders : HeadersFor(draft.Request, draft.Stream, draft.Report.Dropped);
        var body = new PooledBufferWriter(4096);
        try
        {
            if (family is null)
            {
                ConverseRequestWriter.Write(draft.Request, body, draft.Report.Dropped);
            }
            else
            {
                family.WriteRequest(draft.Request, modelId, draft.Stream, body, draft.Report.Dropped);
            }

            draft.Report.ForgiveDefaults(request.DefaultedParameters);
            if (options.StrictParameters)
            {
                StrictParameters.Check(draft);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        OperationLog.Dropped(logger, request.ModelId, draft.Report.Dropped);
        var call = new BedrockCall
        {
            Path = ModelPath.For(request.ModelId, (family, draft.Stream) switch
            {
                (null, false) => "converse",
                (null, true) => "converse-stream",
                (_, false) => "invoke",
                (_, true) => "invoke-with-response-stream",
            }),
            Body = body.WrittenMemory,
            Headers = headers,
            ModelId = request.ModelId,
            Deadline = deadline,
            Policy = request.Policy,
        };
        return new PreparedChat(call, family, draft.Stream, draft, body);
    }

    private RequestDraft Draft(ConverseRequest request, RequestTraits traits, ModelId modelId, BedrockApi api, ModelFamily? family, bool stream, ChatLearning learning)
    {
        ModelInfo? model = options.Catalog.Find(modelId);
        ModelParameterRules rules = options.Catalog.RulesFor(modelId);
        IReadOnlyList<Lesson> lessons = learning.Known(modelId.BaseModelId ?? modelId.Value, api);
        for (int i = 0; i < lessons.Count; i++)
        {
            rules = lessons[i].ApplyTo(rules);
        }

        return new RequestDraft(request, traits, modelId)
        {
            Model = model,
            Rules = rules,
            Lessons = lessons,
            Api = api,
            Family = family,
            Stream = stream && (family?.SupportsStreaming ?? (api != BedrockApi.Converse || ApiChoice.ConverseStreams(model))),
            DefaultMaxTokens = options.DefaultMaxTokens,
        };
    }

    private PreparedChat PrepareSurface(RequestDraft draft, SurfaceDialect dialect, SurfaceRoute route, Deadline deadline, CallPolicy? policy)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["Accept"] = draft.Stream ? "text/event-stream" : "application/json",
        };
        var body = new PooledBufferWriter(4096);
        try
        {
            dialect.WriteRequest(draft.Request, draft.ModelId, route, draft.Stream, body, headers, draft.Report.Dropped);
            draft.Report.ForgiveDefaults(draft.Request.DefaultedParameters);
            if (options.StrictParameters)
            {
                StrictParameters.Check(draft);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        OperationLog.Dropped(logger, draft.Request.ModelId, draft.Report.Dropped);
        var call = new BedrockCall
        {
            Service = route.Surface == BedrockSurface.Mantle ? BedrockService.Mantle : BedrockService.Runtime,
            Path = route.Path,
            Body = body.WrittenMemory,
            Headers = [.. headers],
            ModelId = draft.Request.ModelId,
            Deadline = deadline,
            Policy = policy,
        };
        return new PreparedChat(call, null, draft.Stream, draft, body) { Dialect = dialect };
    }

    private static List<KeyValuePair<string, string>> HeadersFor(ConverseRequest request, bool streamed, List<DroppedParameter> dropped)
    {
        var members = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        InvokeModelParameters.WriteHeaders(request, members, dropped);
        return [.. streamed ? InvokeHeaders.Streamed : InvokeHeaders.Whole, .. members];
    }
}
