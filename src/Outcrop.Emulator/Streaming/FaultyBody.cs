using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Streaming;

/// <summary>Writes a response's body, each write flushed, slowly or only up to a byte where the script says so. Not thread-safe.</summary>
internal sealed class FaultyBody(EmulatorCall call)
{
    private long _written;

    /// <summary>Writes bytes.</summary>
    /// <returns>Whether the body goes on.</returns>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        long limit = call.Script?.CutAfterBytes ?? long.MaxValue;
        bool cut = _written + bytes.Length >= limit;
        ReadOnlyMemory<byte> sent = cut ? bytes[..(int)(limit - _written)] : bytes;
        if (call.Script?.TrickleBytes is int piece)
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
        if (call.Script?.Reset == true)
        {
            await call.ResetAsync();
        }
    }

    private async Task TrickleAsync(ReadOnlyMemory<byte> bytes, int piece)
    {
        while (!bytes.IsEmpty)
        {
            if (_written > 0)
            {
                await call.Pacing.PauseAsync(call.Script!.TrickleInterval);
            }

            int length = Math.Min(Math.Max(1, piece), bytes.Length);
            await SendAsync(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        HttpResponse response = call.Http.Response;
        _written += bytes.Length;
        await response.Body.WriteAsync(bytes, call.Aborted);
        await response.Body.FlushAsync(call.Aborted);
    }
}
