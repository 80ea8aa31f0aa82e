using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Streaming;

/// <summary>Writes a response's body, each write flushed, slowly or only up to a byte where the script says so. Not thread-safe.</summary>
internal sealed class FaultyBody
{
    private readonly EmulatorCall _call;
    private readonly Http2Watch? _watch;
    private readonly bool _reset;
    private long _written;

    /// <param name="call">The call.</param>
    /// <param name="reset">Whether a cut resets the connection even where the script does not ask for that.</param>
    public FaultyBody(EmulatorCall call, bool reset = false)
    {
        _call = call;
        _reset = reset || call.Script?.Reset == true;
        if (_reset && call.Http.Features.Get<IHttp2StreamIdFeature>() is { } stream)
        {
            _watch = call.Http.Features.Get<Http2Output>()?.Watch(stream.StreamId);
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <returns>Whether the body goes on.</returns>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        long limit = _call.Script?.CutAfterBytes ?? long.MaxValue;
        bool cut = _written + bytes.Length >= limit;
        ReadOnlyMemory<byte> sent = cut ? bytes[..(int)(limit - _written)] : bytes;
        if (_call.Script?.TrickleBytes is int piece)
        {
            await TrickleAsync(sent, piece);
        }
        else if (!sent.IsEmpty)
        {
            await SendAsync(sent);
        }

        if (cut)
        {
            await CutAsync();
        }

        return !cut;
    }

    /// <summary>Ends the body here.</summary>
    public async Task CutAsync()
    {
        if (_reset)
        {
            // Over HTTP/1.1 a flush ends when the kernel has the bytes: the server buffers no more than one, see BedrockEmulator.
            await _call.Http.Response.Body.FlushAsync(_call.Aborted);
            await (_watch?.WaitAsync(_written, _call.Aborted) ?? Task.CompletedTask);
            _call.Http.Abort();
        }
    }

    private async Task TrickleAsync(ReadOnlyMemory<byte> bytes, int piece)
    {
        while (!bytes.IsEmpty)
        {
            if (_written > 0)
            {
                await _call.Pacing.PauseAsync(_call.Script!.TrickleInterval);
            }

            int length = Math.Min(Math.Max(1, piece), bytes.Length);
            await SendAsync(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        HttpResponse response = _call.Http.Response;
        _written += bytes.Length;
        await response.Body.WriteAsync(bytes, _call.Aborted);
        await response.Body.FlushAsync(_call.Aborted);
    }
}
