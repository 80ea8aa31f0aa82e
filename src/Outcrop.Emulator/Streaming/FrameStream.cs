using System.Buffers.Binary;
using System.Text.Json;
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
    private readonly FaultyBody _body;
    private readonly EventStreamWriter _writer = new();
    private readonly PooledBufferWriter _frame = new(512);
    private int _events;

    public FrameStream(EmulatorCall call)
    {
        _call = call;
        _script = call.Script;
        _body = new FaultyBody(call);
    }

    /// <summary>Sends the headers.</summary>
    public async Task StartAsync(string contentType)
    {
        _call.PrepareHeaders(contentType);
        await StartAsync();
    }

    /// <summary>Sends headers that have been prepared.</summary>
    public async Task StartAsync()
    {
        _call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
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
        return await SendFrameAsync(_frame.WrittenMemory);
    }

    /// <summary>Sends the bytes of a whole event stream; faults find its frames.</summary>
    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!FrameFault.IsAskedFor(_script))
        {
            return await _body.WriteAsync(bytes);
        }

        while (NextFrame(bytes) is int length)
        {
            if (!await BeforeFrameAsync() || !await SendFrameAsync(bytes[..length]))
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
        if (await BeforeFrameAsync())
        {
            await SendLastWordAsync();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _frame.Dispose();
    }

    /// <summary>The length of the frame that comes next; <see langword="null"/> where no whole one is left.</summary>
    private static int? NextFrame(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < EventStreamLimits.PreludeLength)
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
        return length >= 16 && length <= bytes.Length ? (int)length : null;
    }

    private async Task<bool> SendFrameAsync(ReadOnlyMemory<byte> frame)
    {
        _events++;
        if (_script is null)
        {
            return await _body.WriteAsync(frame);
        }

        if (_script.UnknownEvent == _events && !await _body.WriteAsync(FrameFault.UnknownEvent()))
        {
            return false;
        }

        ReadOnlyMemory<byte> bytes = FrameFault.Apply(_script, _events, frame);
        return await _body.WriteAsync(bytes) && (_script.DuplicateEvent != _events || await _body.WriteAsync(bytes));
    }

    private async Task<bool> BeforeFrameAsync()
    {
        if (_script is null)
        {
            return true;
        }

        if (_script.HangAfterEvents == _events)
        {
            await _call.HangAsync();
        }

        if ((_script.ExceptionType ?? _script.ErrorFrameCode) is not null && _script.ExceptionAfterEvents == _events)
        {
            await SendLastWordAsync();
            return false;
        }

        if (_script.CutAfterEvents == _events)
        {
            await _body.CutAsync();
            return false;
        }

        return true;
    }

    private async Task SendLastWordAsync()
    {
        if (_script?.ExceptionType is { } type)
        {
            await SendExceptionAsync(type);
        }
        else if (_script?.ErrorFrameCode is { } code)
        {
            _frame.Clear();
            _writer.AddString(":message-type"u8, "error"u8).AddString(":error-code"u8, code)
                .AddString(":error-message"u8, _script.ExceptionMessage ?? ErrorDefaults.FrameMessage(code)).WriteFrame(_frame, default);
            await _body.WriteAsync(_frame.WrittenMemory);
        }
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
        await _body.WriteAsync(_frame.WrittenMemory);
    }
}
