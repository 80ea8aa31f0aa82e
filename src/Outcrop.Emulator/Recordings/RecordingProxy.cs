using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Recordings;

/// <summary>Forwards requests to a real endpoint, streams the answers through byte by byte, and writes down each exchange that came to its end. Thread-safe.</summary>
internal sealed class RecordingProxy : IDisposable
{
    /// <summary>Of the connection, or signed for us and not for the endpoint behind.</summary>
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "Content-Length",
        "X-Amz-Date", "X-Amz-Content-Sha256",
    };

    private readonly HttpMessageInvoker _upstream;
    private readonly RecordingWriter _writer;
    private readonly EmulatorState _state;
    private readonly Uri _endpoint;

    public RecordingProxy(EmulatorState state, Uri endpoint, string folder)
    {
        _state = state;
        _endpoint = endpoint;
        _writer = new RecordingWriter(folder, endpoint.Authority);
        _upstream = new HttpMessageInvoker(state.Options.UpstreamHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    }

    /// <summary>Forwards a request and records it.</summary>
    public async Task InvokeAsync(EmulatorCall call)
    {
        using HttpRequestMessage request = CreateRequest(call);
        HttpResponseMessage response;
        try
        {
            response = await _upstream.SendAsync(request, call.Aborted);
        }
        catch (HttpRequestException fault)
        {
            EmulatorLog.Failed(_state.Logger, fault, call.RequestId);
            throw new AwsErrorException(new AwsError(503, "ServiceUnavailableException", $"The recording proxy did not reach {_endpoint.Authority}: {fault.HttpRequestError}."));
        }

        using (response)
        {
            var exchange = new RecordedExchange(call, (int)response.StatusCode, HeadersOf(response));
            if (await RelayAsync(call, response, exchange) && call.Entry.Recording is null && !exchange.IsTooLong)
            {
                await KeepAsync(call, exchange);
            }
        }
    }

    public void Dispose() => _upstream.Dispose();

    private HttpRequestMessage CreateRequest(EmulatorCall call)
    {
        string target = _state.Options.PassAuthorization ? call.RawTarget : SecretQuery.WithoutCredentials(call.RawTarget);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = string.Concat(OperationRoute.PathOf(target), query < 0 ? "" : target.AsSpan(query));

        // The path has to arrive as it came: System.Uri would decode parts of it.
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        Uri endpoint = EndpointOf(call);
        var request = new HttpRequestMessage(new HttpMethod(call.Http.Request.Method), new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + path, in options))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (!call.Body.IsEmpty || !HttpMethods.IsGet(call.Http.Request.Method))
        {
            request.Content = new ReadOnlyMemoryContent(call.Body);
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in call.Http.Request.Headers)
        {
            if (!name.StartsWith(':') && !NotForwarded.Contains(name) && (_state.Options.PassAuthorization || !SecretHeaders.Contains(name)))
            {
                Add(request, name, values);
            }
        }

        return request;
    }

    /// <summary>AWS has the control plane on a host of its own.</summary>
    private Uri EndpointOf(EmulatorCall call) =>
        call.Route.Kind == OperationKind.ControlPlane && _endpoint.Host.StartsWith("bedrock-runtime.", StringComparison.Ordinal)
            ? new UriBuilder(_endpoint) { Host = "bedrock." + _endpoint.Host["bedrock-runtime.".Length..] }.Uri
            : _endpoint;

    private static void Add(HttpRequestMessage request, string name, IEnumerable<string?> values)
    {
#pragma warning disable RS0030 // The values come out of a parsed request and hold no line end; the validating Add refuses user agents that AWS's SDKs send.
        if (!request.Headers.TryAddWithoutValidation(name, values))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, values);
        }
#pragma warning restore RS0030
    }

    private static List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            foreach (string value in values)
            {
                headers.Add(KeyValuePair.Create(name, value));
            }
        }

        return headers;
    }

    private async Task KeepAsync(EmulatorCall call, RecordedExchange exchange) => call.Entry.Recording = await _writer.WriteAsync(exchange);

    /// <returns>Whether the answer is whole.</returns>
    private async Task<bool> RelayAsync(EmulatorCall call, HttpResponseMessage response, RecordedExchange exchange)
    {
        call.Http.Response.StatusCode = exchange.Status;
        call.Entry.StatusCode = exchange.Status;
        foreach (IGrouping<string, KeyValuePair<string, string>> header in exchange.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                call.Http.Response.Headers[header.Key] = header.Select(pair => pair.Value).ToArray();
            }
        }

        call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        var body = new FaultyBody(call);
        byte[] buffer = new byte[64 * 1024];
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(call.Aborted);
            int read;
            while ((read = await stream.ReadAsync(buffer, call.Aborted)) > 0)
            {
                exchange.Add(buffer.AsSpan(0, read), call.ElapsedMilliseconds);
                if (!exchange.IsTooLong && exchange.Body.Length == response.Content.Headers.ContentLength)
                {
                    // Who has the last byte has the whole answer, and may look for the file.
                    await KeepAsync(call, exchange);
                }

                if (!await body.WriteAsync(buffer.AsMemory(0, read)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException && !call.Aborted.IsCancellationRequested)
        {
            // What broke upstream breaks here, too, and is no recording.
            EmulatorLog.Failed(_state.Logger, fault, call.RequestId);
            call.Http.Abort();
            return false;
        }
    }
}
