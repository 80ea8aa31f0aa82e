using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Streaming;

/// <summary>
/// Events sent one by one, each flushed at once, with the script's faults at exactly the event or byte they name. What an event's bytes are is the derived
/// class's; where faults happen is here, for all of them alike. Not thread-safe.
/// </summary>
internal abstract class EventSequence(EmulatorCall call) : IDisposable
{
    private readonly FaultyBody _body = new(call);

    protected EmulatorCall Call => call;

    /// <summary>How many events of the answer have gone out.</summary>
    protected int Events { get; private set; }

    /// <summary>Sends headers that have been prepared.</summary>
    public async Task StartAsync()
    {
        call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await call.Http.Response.StartAsync(call.Aborted);
    }

    /// <summary>Sends the bytes of a whole stream; faults find its events.</summary>
    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!FrameFault.IsAskedFor(call.Script))
        {
            return await _body.WriteAsync(bytes);
        }

        while (NextLength(bytes.Span) is int length)
        {
            if (!await BeforeEventAsync() || !await SendEventAsync(bytes[..length]))
            {
                return false;
            }

            bytes = bytes[length..];
        }

        return bytes.IsEmpty || await _body.WriteAsync(bytes);
    }

    /// <summary>Ends the stream; a fault that waits for more events than there were happens now.</summary>
    public async Task CompleteAsync()
    {
        if (await BeforeEventAsync())
        {
            await EndAsync();
        }
    }

    public abstract void Dispose();

    /// <summary>The length of the event that comes next; <see langword="null"/> where no whole one is left.</summary>
    protected abstract int? NextLength(ReadOnlySpan<byte> bytes);

    /// <summary>An event of a type that no service model has.</summary>
    protected abstract ReadOnlyMemory<byte> UnknownEvent();

    /// <summary>The event that ends a stream for a reason.</summary>
    /// <param name="name">The exception's name, or the code of an error that no model describes.</param>
    /// <param name="message">Its text; <see langword="null"/> for the usual one.</param>
    /// <param name="modelled">Whether it is an exception of the service model.</param>
    protected abstract ReadOnlyMemory<byte> Failure(string name, string? message, bool modelled);

    /// <summary>What a script makes of the n-th event.</summary>
    protected virtual ReadOnlyMemory<byte> Break(EmulatorScript script, int number, ReadOnlyMemory<byte> bytes) => bytes;

    /// <summary>What stands at the end of a stream that nothing broke.</summary>
    protected virtual Task EndAsync() => SendFailureAsync();

    /// <returns>Whether the body goes on.</returns>
    protected Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes) => _body.WriteAsync(bytes);

    /// <summary>Sends the next event of the answer, broken or doubled where the script says so.</summary>
    protected async Task<bool> SendEventAsync(ReadOnlyMemory<byte> bytes)
    {
        Events++;
        if (call.Script is not { } script)
        {
            return await _body.WriteAsync(bytes);
        }

        if (script.UnknownEvent == Events && !await _body.WriteAsync(UnknownEvent()))
        {
            return false;
        }

        ReadOnlyMemory<byte> sent = Break(script, Events, bytes);
        return await _body.WriteAsync(sent) && (script.DuplicateEvent != Events || await _body.WriteAsync(sent));
    }

    /// <summary>What the script wants before the next event.</summary>
    /// <returns>Whether the stream goes on.</returns>
    protected async Task<bool> BeforeEventAsync()
    {
        if (call.Script is not { } script)
        {
            return true;
        }

        if (script.HangAfterEvents == Events)
        {
            await call.HangAsync();
        }

        if ((script.ExceptionType ?? script.ErrorFrameCode) is not null && script.ExceptionAfterEvents == Events)
        {
            await SendFailureAsync();
            return false;
        }

        if (script.CutAfterEvents == Events)
        {
            await _body.CutAsync();
            return false;
        }

        return true;
    }

    /// <summary>Sends the exception or error that the script asks for, if it asks for one.</summary>
    /// <returns>Whether it does.</returns>
    protected async Task<bool> SendFailureAsync()
    {
        if ((call.Script?.ExceptionType ?? call.Script?.ErrorFrameCode) is not { } name)
        {
            return false;
        }

        await _body.WriteAsync(Failure(name, call.Script!.ExceptionMessage, modelled: call.Script.ExceptionType is not null));
        return true;
    }
}
