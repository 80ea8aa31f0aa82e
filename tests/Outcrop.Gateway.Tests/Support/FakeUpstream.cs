using System.Collections.Concurrent;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Images;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Tokens;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Bedrock as a function, and a memory of what was asked.</summary>
internal sealed class FakeUpstream(Func<ConverseRequest, CancellationToken, Task<ConverseEventStream>> open) : IUpstream
{
    public FakeUpstream(Func<ConverseEventStream> open)
        : this((_, _) => Task.FromResult(open()))
    {
    }

    public ConcurrentQueue<ConverseRequest> Requests { get; } = new();

    /// <summary>The same requests as Converse's JSON, written when they came: files are views over a body's memory, which is other requests' once this one has ended.</summary>
    public ConcurrentQueue<string> Written { get; } = new();

    public ConcurrentQueue<BedrockApi> Apis { get; } = new();

    public static FakeUpstream Saying(params string[] texts) => new(() => new FakeStream(
        [.. texts.Select(text => FakeStream.Give(Events.Text(text))), FakeStream.Give(Events.Stop()), FakeStream.Give(Events.Usage(3, 5))]));

    public static FakeUpstream Failing(Exception exception) => new((_, _) => Task.FromException<ConverseEventStream>(exception));

    public Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken)
    {
        Note(request);
        Apis.Enqueue(api);
        return open(request, cancellationToken);
    }

    /// <summary>The whole answer is the stream, put together.</summary>
    public async Task<ConverseResponse> SendAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken)
    {
        await using ConverseEventStream stream = await OpenAsync(request, api, cancellationToken);
        var answer = new ConverseMessageBuilder();
        do
        {
            answer.Add(stream.Events);
        }
        while (await stream.ReadAsync(cancellationToken));

        ConverseResponse response = answer.Build(stream.RequestId);
        response.Dropped = stream.Dropped;
        return response;
    }

    public Task<NativeEventStream> OpenNativeAsync(NativeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<NativeResponse> SendNativeAsync(NativeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<NativeEventStream> OpenSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<NativeResponse> SendSplicedAsync(SplicedRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The count that Bedrock gives; a failure when nobody has set it.</summary>
    public Func<ConverseRequest, CountTokensResponse> Count { get; init; } = static _ => throw new NotSupportedException();

    public Task<CountTokensResponse> CountTokensAsync(ConverseRequest request, CancellationToken cancellationToken)
    {
        Note(request);
        return Task.FromResult(Count(request));
    }

    public Task<EmbedResponse> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImageResponse> GenerateImagesAsync(ImageRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ApplyGuardrailResponse> ApplyGuardrailAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void Note(ConverseRequest request)
    {
        Requests.Enqueue(request);
        Written.Enqueue(request.ToJson().ToString());
    }
}
