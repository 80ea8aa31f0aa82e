using System.Collections.Concurrent;
using System.Net;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>Bedrock as one answer, and a memory of what reached it.</summary>
internal sealed class NativeWire : HttpMessageHandler
{
    public ConcurrentQueue<Sent> Requests { get; } = new();

    public int Status { get; set; } = 200;

    public byte[] Body { get; set; } = "{}"u8.ToArray();

    public string ContentType { get; set; } = "application/json";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["x-amzn-RequestId"] = "11111111-2222-3333-4444-555555555555" };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
        {
            headers[name] = string.Join(",", values);
        }

        Requests.Enqueue(new Sent(request.Method.Method, request.RequestUri!.PathAndQuery, headers, body));
        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = new ByteArrayContent(Body), RequestMessage = request };
        response.Content.Headers.Add("Content-Type", ContentType);
        foreach ((string name, string value) in Headers)
        {
            response.Headers.Add(name, value);
        }

        return response;
    }

    /// <summary>One request as it would have stood on the wire.</summary>
    public sealed record Sent(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
