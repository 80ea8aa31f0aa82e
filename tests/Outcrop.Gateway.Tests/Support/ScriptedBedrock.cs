using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Bedrock as a script: each request takes the next answer, the last one stays; what was sent is kept byte for byte.</summary>
internal sealed class ScriptedBedrock : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpResponseMessage>> _answers = new();
    private Func<HttpResponseMessage>? _last;

    public sealed record Request(string Path, byte[] Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }

    public ConcurrentQueue<Request> Requests { get; } = new();

    public Request Last => Requests.Last();

    /// <summary>A whole answer.</summary>
    public ScriptedBedrock Answer(string body, params (string Name, string Value)[] headers) => Add(HttpStatusCode.OK, body, headers);

    /// <summary>A refusal.</summary>
    public ScriptedBedrock Refuse(string message, HttpStatusCode status = HttpStatusCode.BadRequest, string type = "ValidationException") =>
        Add(status, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["message"] = message }), [("x-amzn-ErrorType", type + ":http://internal.amazon.com/coral/com.amazon.bedrock/")]);

    /// <summary>A stream of frames.</summary>
    public ScriptedBedrock Stream(params IEnumerable<byte[]> frames) => Stream("application/vnd.amazon.eventstream", [.. frames.SelectMany(static frame => frame)]);

    /// <summary>A stream of any kind.</summary>
    public ScriptedBedrock Stream(string type, byte[] body)
    {
        _answers.Enqueue(() => With(HttpStatusCode.OK, body, type));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            headers[header.Key] = string.Join(",", header.Value);
        }

        Requests.Enqueue(new Request(Uri.UnescapeDataString(request.RequestUri!.AbsolutePath), body, headers));
        _last = _answers.TryDequeue(out Func<HttpResponseMessage>? next) ? next : _last;
        HttpResponseMessage response = (_last ?? throw new InvalidOperationException("Nothing was scripted."))();
        response.RequestMessage = request;
        return response;
    }

    private ScriptedBedrock Add(HttpStatusCode status, string body, (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            HttpResponseMessage response = With(status, Encoding.UTF8.GetBytes(body), "application/json");
            foreach ((string name, string value) in headers)
            {
                response.Headers.Add(name, value);
            }

            return response;
        });
        return this;
    }

    private static HttpResponseMessage With(HttpStatusCode status, byte[] body, string type)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        response.Headers.Add("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
        return response;
    }
}
