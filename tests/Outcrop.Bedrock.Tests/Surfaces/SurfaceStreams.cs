using System.Net.Http.Headers;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Tests.Operations;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>Reads the bytes of a surface's stream as the client does: primes, then drains.</summary>
internal static class SurfaceStreams
{
    /// <summary>Reads a stream to its proper end; throws what the client throws.</summary>
    public static async Task<ConverseResponse> ReadAsync(BedrockApi api, ReadOnlyMemory<byte> bytes, int step, string contentType = "text/event-stream")
    {
        var message = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        var response = new BedrockHttpResponse { Message = message, Body = new SteppedStream(bytes, step), RequestId = "r-1" };
        using var body = new PooledBufferWriter();
        var draft = new Bedrock.Rules.RequestDraft(new ConverseRequest { ModelId = "m" }, Bedrock.Rules.RequestTraits.None, Bedrock.Catalog.ModelId.Parse("anthropic.m"));
        using var chat = new PreparedChat(new BedrockCall { Path = "/" }, null, true, draft, body) { Dialect = SurfaceDialects.Of(api) };
        await using var stream = SurfaceEventStream.Open(response, chat);
        var builder = new ConverseMessageBuilder();
        await stream.PrimeAsync(TestContext.Current.CancellationToken);
        do
        {
            builder.Add(stream.Events);
        }
        while (await stream.ReadAsync(TestContext.Current.CancellationToken));

        return builder.Build();
    }
}
