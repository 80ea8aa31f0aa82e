using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>A chat request through the API its model is called by, whole or streamed. Thread-safe.</summary>
internal sealed class ChatOperation(BedrockTransport transport, ModelIdResolver resolver, ParameterRules rules, BedrockClientOptions options, ILogger logger)
{
    private static readonly KeyValuePair<string, string>[] JsonHeaders = [new("Content-Type", "application/json")];

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="api">The API; <see cref="BedrockApi.Auto"/> leaves it to options and catalogue.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken)
    {
        using PreparedChat chat = await PrepareAsync(request, api, stream: false, cancellationToken).ConfigureAwait(false);
        return await SendAsync(chat, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a stream and reads up to its first content.</summary>
    /// <inheritdoc cref="SendAsync(ConverseRequest, BedrockApi, CancellationToken)"/>
    public async Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken)
    {
        using PreparedChat chat = await PrepareAsync(request, api, stream: true, cancellationToken).ConfigureAwait(false);
        if (!chat.IsStreamed)
        {
            ConverseResponse response = await SendAsync(chat, cancellationToken).ConfigureAwait(false);
            return new SynthesizedEventStream(response) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted };
        }

        return await transport.OpenStreamAsync<PrimedEventStream>(
            chat.Call,
            response => chat.Dialect is not null ? SurfaceEventStream.Open(response, chat)
                : chat.Family is null
                ? new ConverseFrameStream(new FrameReader(response)) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempt }
                : new InvokeFrameStream(new FrameReader(response), chat.Family.CreateStreamReader()) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempt },
            cancellationToken).ConfigureAwait(false);
    }

    private Task<ConverseResponse> SendAsync(PreparedChat chat, CancellationToken cancellationToken) =>
        transport.SendWholeAsync(
            chat.Call,
            (response, body) =>
            {
                ConverseResponse read = chat.Dialect is not null ? chat.Dialect.ReadResponse(body)
                    : chat.Family is null ? ConverseResponseReader.Read(body) : chat.Family.ReadResponse(body, InvokeHeaders.Read(response));
                read.RequestId = response.RequestId;
                read.Dropped = chat.Report.Dropped;
                read.Adjusted = chat.Report.Adjusted;
                return read;
            },
            cancellationToken);

    private async ValueTask<PreparedChat> PrepareAsync(ConverseRequest request, BedrockApi api, bool stream, CancellationToken cancellationToken)
    {
        ModelId modelId = ModelId.Parse(request.ModelId);
        var report = new RequestReport();
        api = ApiChoice.Choose(request, modelId, api, options);
        SurfaceRoute? route = SurfaceChoice.Find(modelId, api, transport.Settings.Region, options, options.Catalog);
        bool invoke = api == BedrockApi.InvokeModel;

        // An opaque ARN is looked up only when something depends on the model behind it: its family, or a rule of the catalogue.
        if (modelId.BaseModelId is null && (invoke || SamplingRule.MayApply(request)))
        {
            modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        }

        request = SamplingRule.Apply(request, modelId, rules, report.Dropped);
        if (route is not null)
        {
            return PrepareSurface(request, modelId, SurfaceDialects.Of(api)!, route, stream, report);
        }

        ModelFamily? family = invoke ? ModelFamilies.Find(modelId) : null;
        bool streamed = stream && (family?.SupportsStreaming ?? ApiChoice.ConverseStreams(modelId));
        IReadOnlyList<KeyValuePair<string, string>> headers = family is null ? JsonHeaders : HeadersFor(request, streamed, report.Dropped);
        var body = new PooledBufferWriter(4096);
        try
        {
            if (family is null)
            {
                ConverseRequestWriter.Write(request, body, report.Dropped);
            }
            else
            {
                family.WriteRequest(request, modelId, streamed, body, report.Dropped);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        OperationLog.Dropped(logger, request.ModelId, report.Dropped);
        var call = new BedrockCall
        {
            Path = ModelPath.For(request.ModelId, (family, streamed) switch
            {
                (null, false) => "converse",
                (null, true) => "converse-stream",
                (_, false) => "invoke",
                (_, true) => "invoke-with-response-stream",
            }),
            Body = body.WrittenMemory,
            Headers = headers,
            ModelId = request.ModelId,
        };
        return new PreparedChat(call, family, streamed, report, body);
    }

    private PreparedChat PrepareSurface(ConverseRequest request, ModelId modelId, SurfaceDialect dialect, SurfaceRoute route, bool stream, RequestReport report)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["Accept"] = stream ? "text/event-stream" : "application/json",
        };
        var body = new PooledBufferWriter(4096);
        try
        {
            dialect.WriteRequest(request, modelId, route, stream, body, headers, report.Dropped);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        OperationLog.Dropped(logger, request.ModelId, report.Dropped);
        var call = new BedrockCall
        {
            Service = route.Surface == BedrockSurface.Mantle ? BedrockService.Mantle : BedrockService.Runtime,
            Path = route.Path,
            Body = body.WrittenMemory,
            Headers = [.. headers],
            ModelId = request.ModelId,
        };
        return new PreparedChat(call, null, stream, report, body) { Dialect = dialect };
    }

    private static List<KeyValuePair<string, string>> HeadersFor(ConverseRequest request, bool streamed, List<DroppedParameter> dropped)
    {
        var members = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        InvokeModelParameters.WriteHeaders(request, members, dropped);
        return [.. streamed ? InvokeHeaders.Streamed : InvokeHeaders.Whole, .. members];
    }
}
