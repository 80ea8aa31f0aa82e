using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Operations;

/// <summary>
/// A body in the model's own dialect: spliced, sent, its answer passed on. Where its refusal teaches something, it is spliced and sent again, within the same total timeout, as a translated request is. Thread-safe.
/// </summary>
/// <param name="transport">Sends.</param>
/// <param name="resolver">Knows what an ARN stands for.</param>
/// <param name="options">The client's.</param>
/// <param name="logger">Told what was dropped and learnt.</param>
/// <param name="lessons">What models have taught this client.</param>
internal sealed class SplicedOperation(BedrockTransport transport, ModelIdResolver resolver, BedrockClientOptions options, ILogger logger, LessonBook lessons)
{
    private readonly NativeOperation _native = new(transport);

    /// <summary>Opens a stream, up to its first content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public Task<NativeEventStream> OpenAsync(SplicedRequest request, CancellationToken cancellationToken) => RunAsync(request, _native.OpenAsync, cancellationToken);

    /// <summary>Takes the whole answer; the caller disposes it.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<NativeResponse> SendAsync(SplicedRequest request, CancellationToken cancellationToken) => RunAsync(request, _native.SendAsync, cancellationToken);

    private async Task<T> RunAsync<T>(SplicedRequest request, Func<NativeRequest, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        var learning = new ChatLearning(lessons, request.Learner, options is { LearnFromRefusals: true, StrictParameters: false }, logger);
        Deadline deadline = transport.NewDeadline(request.Policy);
        ModelId modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        BedrockApi api = request.Api == BedrockApi.Auto ? request.Dialect.Choose(modelId, options) : request.Api;
        SurfaceRoute? route = SurfaceChoice.Find(modelId, api, transport.Settings.Region, options, options.Catalog);

        // One attempt's body is the next one's buffer: it is as long as the caller's, and is not copied again on its way out.
        using var body = new PooledBufferWriter(request.Body.Document.Length + 1024);
        int sent = -1;
        while (true)
        {
            SpliceDraft spliced = SpliceDraft.Make(request, modelId, api, options, learning.Known(modelId.BaseModelId ?? modelId.Value, api));
            NativeRequest call = Prepare(request, spliced, modelId, api, route, body, deadline);
            try
            {
                T answer = await send(call, cancellationToken).ConfigureAwait(false);
                learning.Keep(spliced.Draft);
                return answer;
            }
            catch (BedrockException fault) when (body.WrittenCount != sent && learning.TryLearn(fault, spliced.Draft, SpliceLessons.Read(fault, request)))
            {
                // A body that what was taught has not changed is not sent a third time.
                sent = body.WrittenCount;
            }
        }
    }

    private NativeRequest Prepare(SplicedRequest request, SpliceDraft spliced, ModelId modelId, BedrockApi api, SurfaceRoute? route, PooledBufferWriter body, Deadline deadline)
    {
        var splicer = new JsonSplicer(request.Body);
        spliced.WriteTo(splicer);
        IReadOnlyList<Lesson> known = spliced.Draft.Lessons;
        CutOut(splicer, request, known, spliced.Draft.Report.Dropped);
        foreach ((int start, int end, ReadOnlyMemory<byte> json) in request.Replacements)
        {
            splicer.Replace(start, end, json);
        }

        var headers = new List<KeyValuePair<string, string>>();
        request.Dialect.Splice(request, spliced.SentBetas(), route, splicer, headers, spliced.Draft.Report.Dropped);
        if (options.StrictParameters)
        {
            StrictParameters.Check(spliced.Draft);
        }

        body.Clear();
        splicer.WriteTo(body);
        OperationLog.Dropped(logger, request.ModelId, spliced.Draft.Report.Dropped);
        NativeRequest call = route is null
            ? NativeRequest.Invoke(request.ModelId, body.WrittenMemory, request.Stream, NativeUnit.Document, [.. request.Stream ? InvokeHeaders.Streamed : InvokeHeaders.Whole, .. headers], ModelFamilies.Find(modelId), deadline, request.Policy)
            : NativeRequest.Surface(request.ModelId, route, api, body.WrittenMemory, request.Stream, headers, deadline, request.Policy);
        call.Report = spliced.Draft.Report;
        return call;
    }

    /// <summary>
    /// Cuts out what the gateway has decided on and what the model has refused. Both are looked for in one pass, since of two neighbours that go the comma between them goes with one: cut apart, each would take it along,
    /// and the second would stay.
    /// </summary>
    private static void CutOut(JsonSplicer splicer, SplicedRequest request, IReadOnlyList<Lesson> known, List<DroppedParameter> dropped)
    {
        IReadOnlyList<JsonPlace> refused = SpliceLessons.Places(known);
        JsonPlace[] decided = [.. request.Cuts.Select(static cut => cut.Place).Distinct()];
        IReadOnlyList<JsonFind> finds = refused.Count == 0 ? request.Cuts : JsonPlaceFinder.Find(request.Body, [.. decided, .. refused]);
        foreach (JsonFind find in finds)
        {
            _ = find.Member is { } name ? splicer.Remove(name) : splicer.Replace(find.Start, find.End, default);
        }

        foreach (JsonPlace place in finds.Select(static find => find.Place).Where(place => !decided.Contains(place)).DistinctBy(static place => place.Text))
        {
            dropped.Add(new DroppedParameter(place.Text, SpliceLessons.Find(known, place)?.Reason ?? "the model refused it"));
        }
    }
}
