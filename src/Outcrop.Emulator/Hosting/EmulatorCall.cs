using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Emulator.Hosting;

/// <summary>One request on its way through the emulator. Not thread-safe.</summary>
internal sealed class EmulatorCall
{
    /// <summary>Long enough for what was flushed to leave the server before the connection is reset behind it.</summary>
    private static readonly TimeSpan ResetGrace = TimeSpan.FromMilliseconds(50);

    public EmulatorCall(EmulatorState state, HttpContext http, OperationRoute route, EmulatorRequest entry)
    {
        State = state;
        Http = http;
        Route = route;
        Entry = entry;
        Random = state.NextRandom();
        RequestId = Identifiers.Uuid(Random);
        Started = state.Clock.GetTimestamp();
    }

    public EmulatorState State { get; }

    public HttpContext Http { get; }

    public OperationRoute Route { get; set; }

    public EmulatorRequest Entry { get; }

    public ReadOnlyMemory<byte> Body => Entry.Body;

    public Random Random { get; }

    public string RequestId { get; }

    public long Started { get; }

    public EmulatorScript? Script { get; set; }

    public long ElapsedMilliseconds => (long)State.Clock.GetElapsedTime(Started).TotalMilliseconds;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Sets the headers every answer of AWS has, and those of the script.</summary>
    public void PrepareHeaders(string contentType)
    {
        HttpResponse response = Http.Response;
        response.Headers.Date = State.Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
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

    /// <summary>Answers with a whole body, cut where the script says so.</summary>
    public async Task WriteBodyAsync(string contentType, ReadOnlyMemory<byte> body)
    {
        PrepareHeaders(contentType);
        HttpResponse response = Http.Response;
        response.ContentLength = body.Length;
        if (Script?.CutAfterBytes is int cut && cut < body.Length)
        {
            // The length is announced, so an early end can only be a broken connection.
            await response.Body.WriteAsync(body[..cut], Aborted);
            await response.Body.FlushAsync(Aborted);
            await ResetAsync();
            return;
        }

        await response.Body.WriteAsync(body, Aborted);
    }

    /// <summary>Resets the connection behind what was flushed.</summary>
    public async Task ResetAsync()
    {
        // Real time: a test's frozen clock must not hold this back.
        await Task.Delay(ResetGrace, TimeProvider.System, Aborted);
        Http.Abort();
    }
}
