using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Hosting;

/// <summary>One request on its way through the emulator. Not thread-safe, but for <see cref="CutIf"/>, <see cref="IsCut"/> and <see cref="End"/>.</summary>
internal sealed class EmulatorCall
{
    private readonly Lock _ending = new();
    private volatile bool _isCut;
    private bool _isOver;

    public EmulatorCall(EmulatorState state, HttpContext http, OperationRoute route, EmulatorRequest entry)
    {
        State = state;
        Http = http;
        Route = route;
        Entry = entry;
        RawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Random = state.NextRandom();
        RequestId = Identifiers.Uuid(Random);
        Started = state.Clock.GetTimestamp();
        Pacing = new Pacing(this);
    }

    public EmulatorState State { get; }

    public HttpContext Http { get; }

    public OperationRoute Route { get; set; }

    public EmulatorRequest Entry { get; }

    /// <summary>The target as it stood on the wire. It may be presigned: what is kept or shown is the entry's.</summary>
    public string RawTarget { get; }

    public ReadOnlyMemory<byte> Body => Entry.Body;

    public Random Random { get; }

    public string RequestId { get; }

    public long Started { get; }

    public Pacing Pacing { get; }

    /// <summary>Who asks, once that is known.</summary>
    public CallerIdentity? Caller { get; set; }

    /// <summary>The region the request is for; the emulator stands for all of them.</summary>
    public string Region => CallRegion.Of(this);

    /// <summary>Whether an outage has broken it off: then it was not the client.</summary>
    public bool IsCut => _isCut;

    public EmulatorScript? Script { get; set; }

    public long ElapsedMilliseconds => (long)State.Clock.GetElapsedTime(Started).TotalMilliseconds;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Resets its connection if some condition holds. Nothing happens once it is over: the server has then taken its context back, and the connection may already be another request's.</summary>
    public void CutIf(Func<EmulatorCall, bool> which)
    {
        lock (_ending)
        {
            if (!_isOver && which(this))
            {
                _isCut = true;
                Http.Abort();
            }
        }
    }

    /// <summary>Says that it is over, before the server takes its context back.</summary>
    public void End()
    {
        lock (_ending)
        {
            _isOver = true;
        }
    }

    /// <summary>Sets the headers every answer of AWS has, and those of the script.</summary>
    public void PrepareHeaders(string contentType)
    {
        HttpResponse response = Http.Response;
        response.Headers.Date = (State.Clock.GetUtcNow() + (Script?.DateSkew ?? TimeSpan.Zero)).ToString("r", CultureInfo.InvariantCulture);
        response.Headers.ContentType = contentType;
        if (HttpProtocol.IsHttp11(Http.Request.Protocol) && Http.Request.Headers.Connection.Count == 0)
        {
            response.Headers.Connection = "keep-alive";
        }

        response.Headers["x-amzn-RequestId"] = RequestId;
        if (Script is not null)
        {
            foreach ((string name, string value) in Script.Headers)
            {
                response.Headers[name] = value;
            }
        }

        Entry.StatusCode = response.StatusCode;
    }

    /// <summary>Answers with a whole body, cut or slowed where the script says so.</summary>
    public async Task WriteBodyAsync(string contentType, ReadOnlyMemory<byte> body)
    {
        PrepareHeaders(contentType);
        await WriteBodyAsync(body);
    }

    /// <summary>Sends a whole body behind headers that have been prepared.</summary>
    public async Task WriteBodyAsync(ReadOnlyMemory<byte> body)
    {
        HttpResponse response = Http.Response;
        response.ContentLength = body.Length;
        if (Script is { CutAfterBytes: int cut } && cut < body.Length)
        {
            // The length is announced, so an early end can only be a broken connection.
            await response.StartAsync(Aborted);
            await new FaultyBody(this, reset: true).WriteAsync(body[..cut]);
        }
        else if (Script is { TrickleBytes: not null })
        {
            await new FaultyBody(this).WriteAsync(body);
        }
        else
        {
            await response.Body.WriteAsync(body, Aborted);
        }
    }

    /// <summary>Sends nothing more until the client gives up or the emulator stops.</summary>
    public async Task HangAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Aborted, State.Stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
    }
}
