using System.Net;
using System.Text;
using System.Text.Json;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>Talks to an emulator over real HTTP.</summary>
internal sealed class EmulatorClient : IDisposable
{
    private readonly BedrockEmulator _emulator;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);

    public EmulatorClient(BedrockEmulator emulator)
    {
        _emulator = emulator;
        Signer = new TestSigner(emulator.AccessKeyId, emulator.SecretAccessKey);
    }

    public TestSigner? Signer { get; set; }

    public Version Version { get; set; } = HttpVersion.Version11;

    public async Task<Reply> SendAsync(string path, string body = "", HttpMethod? method = null, Action<HttpRequestMessage>? change = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await OpenAsync(path, body, method, change, cancellationToken);
        var content = new MemoryStream();
        Exception? fault = null;
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await stream.CopyToAsync(content, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            fault = broken;
        }

        return new Reply(response, content.ToArray(), fault);
    }

    public Task<HttpResponseMessage> OpenAsync(string path, string body = "", HttpMethod? method = null, Action<HttpRequestMessage>? change = null, CancellationToken cancellationToken = default)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(_emulator.Endpoint.GetLeftPart(UriPartial.Authority) + path, in options))
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = method == HttpMethod.Get ? null : new ByteArrayContent(bytes),
        };
        Signer?.Sign(request, method == HttpMethod.Get ? [] : bytes);
        change?.Invoke(request);
        return _http.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer, read to its end or to its break.</summary>
internal sealed class Reply
{
    public Reply(HttpResponseMessage response, byte[] body, Exception? fault)
    {
        Status = (int)response.StatusCode;
        Body = body;
        Fault = fault;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            Headers[name] = string.Join(',', values);
        }
    }

    public int Status { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; }

    public Exception? Fault { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string ErrorType => Headers.TryGetValue("x-amzn-ErrorType", out string? type) ? type.Split(':')[0] : "";

    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>The frames, decoded by Outcrop.Wire; a checksum that does not fit throws.</summary>
    public List<Frame> Frames()
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(Body);
        var frames = new List<Frame>();
        while (decoder.TryRead(out EventStreamFrame frame))
        {
            frames.Add(Frame.From(frame));
        }

        decoder.Complete();
        return frames;
    }

    /// <summary>The families' own JSON inside the chunks.</summary>
    public List<JsonElement> Chunks() =>
        [.. Frames().Where(frame => frame.Type == "chunk").Select(frame => JsonDocument.Parse(frame.Payload.GetProperty("bytes").GetBytesFromBase64()).RootElement)];
}

/// <summary>A decoded frame.</summary>
internal sealed record Frame(string[] HeaderNames, string MessageType, string Type, JsonElement Payload)
{
    public static Frame From(EventStreamFrame frame)
    {
        var names = new List<string>();
        EventStreamHeaderEnumerator headers = frame.GetHeaders();
        while (headers.MoveNext())
        {
            names.Add(Encoding.UTF8.GetString(headers.Current.Name));
        }

        frame.TryGetString(":message-type"u8, out ReadOnlySpan<byte> messageType);
        string kind = Encoding.UTF8.GetString(messageType);
        frame.TryGetString(kind == "exception" ? ":exception-type"u8 : ":event-type"u8, out ReadOnlySpan<byte> type);
        return new Frame([.. names], kind, Encoding.UTF8.GetString(type), JsonDocument.Parse(frame.Payload.ToArray()).RootElement);
    }
}
