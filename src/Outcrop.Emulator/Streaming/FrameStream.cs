using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Streaming;

/// <summary>Sends frames one by one, each flushed at once, and lets the script's faults happen at exactly the frame or byte they name. Not thread-safe.</summary>
internal sealed class FrameStream : IDisposable
{
    private readonly EmulatorCall _call;
    private readonly EmulatorScript? _script;
    private readonly EventStreamWriter _writer = new();
    private readonly PooledBufferWriter _frame = new(512);
    private int _events;
    private long _bytes;

    public FrameStream(EmulatorCall call)
    {
        _call = call;
        _script = call.Script;
    }

    /// <summary>Sends the headers.</summary>
    public async Task StartAsync(string contentType)
    {
        _call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        _call.PrepareHeaders(contentType);
        await _call.Http.Response.StartAsync(_call.Aborted);
    }

    /// <summary>Sends an event.</summary>
    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendAsync(string eventType, ReadOnlyMemory<byte> payload)
    {
        if (!await BeforeFrameAsync())
        {
            return false;
        }

        _frame.Clear();
        _writer.AddString(":event-type"u8, eventType).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8)
            .WriteFrame(_frame, payload.Span);
        _events++;
        byte[] bytes = _frame.WrittenSpan.ToArray();
        if (_script?.CorruptEvent == _events)
        {
            bytes[^1] ^= 0xFF;
        }

        return await SendBytesAsync(bytes);
    }

    /// <summary>Sends bytes that a script brings.</summary>
    public Task<bool> SendRawAsync(ReadOnlyMemory<byte> bytes) => SendBytesAsync(bytes);

    /// <summary>Ends the stream; a fault that waits for more events than there were happens now.</summary>
    public async Task CompleteAsync()
    {
        if (await BeforeFrameAsync() && _script?.ExceptionType is not null)
        {
            await SendExceptionAsync(_script.ExceptionType);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _frame.Dispose();
    }

    private async Task<bool> BeforeFrameAsync()
    {
        if (_script is null)
        {
            return true;
        }

        if (_script.HangAfterEvents == _events)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_call.Aborted, _call.State.Stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
        }

        if (_script.ExceptionType is not null && _script.ExceptionAfterEvents == _events)
        {
            await SendExceptionAsync(_script.ExceptionType);
            return false;
        }

        if (_script.CutAfterEvents == _events)
        {
            await CutAsync();
            return false;
        }

        return true;
    }

    private async Task SendExceptionAsync(string type)
    {
        string message = _script?.ExceptionMessage ?? ErrorDefaults.FrameMessage(type);
        using var payload = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(payload, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            if (type == "modelStreamErrorException")
            {
                json.WriteString("originalMessage", message);
                json.WriteNumber("originalStatusCode", 500);
            }

            json.WriteEndObject();
        }

        _frame.Clear();
        _writer.AddString(":exception-type"u8, type).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "exception"u8)
            .WriteFrame(_frame, payload.WrittenSpan);
        await SendBytesAsync(_frame.WrittenSpan.ToArray());
    }

    private async Task<bool> SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        HttpResponse response = _call.Http.Response;
        bool cut = _script?.CutAfterBytes is int limit && _bytes + bytes.Length >= limit;
        ReadOnlyMemory<byte> sent = cut ? bytes[..(int)(_script!.CutAfterBytes!.Value - _bytes)] : bytes;
        _bytes += sent.Length;
        await response.Body.WriteAsync(sent, _call.Aborted);
        await response.Body.FlushAsync(_call.Aborted);
        if (cut)
        {
            await CutAsync();
        }

        return !cut;
    }

    private Task CutAsync() => _script!.Reset ? _call.ResetAsync() : Task.CompletedTask;
}
