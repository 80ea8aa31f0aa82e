using System.Net;
using System.Net.Http.Headers;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Native;

/// <summary>A surface as bytes: every request gets the same events, which end cleanly or by a reset.</summary>
internal sealed class SseHandler : HttpMessageHandler
{
    public byte[] Body { get; set; } = [];

    public bool Reset { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Stream body = Reset ? new Torn(Body) : new MemoryStream(Body);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body), RequestMessage = request };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return Task.FromResult(response);
    }

    private sealed class Torn(byte[] body) : MemoryStream(body)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The connection was reset.");
    }
}
