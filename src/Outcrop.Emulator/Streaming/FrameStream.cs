using System.Buffers.Binary;
using System.Text.Json;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Streaming;

/// <summary>Sends the frames of AWS's event streams. Not thread-safe.</summary>
internal sealed class FrameStream(EmulatorCall call) : EventSequence(call)
{
    private readonly EventStreamWriter _writer = new();
    private readonly PooledBufferWriter _frame = new(512);

    /// <summary>Sends the headers.</summary>
    public async Task StartAsync(string contentType)
    {
        Call.PrepareHeaders(contentType);
        await StartAsync();
    }

    /// <summary>Sends an event.</summary>
    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendAsync(string eventType, ReadOnlyMemory<byte> payload)
    {
        if (!await BeforeEventAsync())
        {
            return false;
        }

        _frame.Clear();
        _writer.AddString(":event-type"u8, eventType).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8)
            .WriteFrame(_frame, payload.Span);
        return await SendEventAsync(_frame.WrittenMemory);
    }

    public override void Dispose()
    {
        _writer.Dispose();
        _frame.Dispose();
    }

    protected override int? NextLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EventStreamLimits.PreludeLength)
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return length >= 16 && length <= bytes.Length ? (int)length : null;
    }

    protected override ReadOnlyMemory<byte> UnknownEvent() => FrameFault.UnknownEvent();

    protected override ReadOnlyMemory<byte> Break(EmulatorScript script, int number, ReadOnlyMemory<byte> bytes) => FrameFault.Apply(script, number, bytes);

    protected override ReadOnlyMemory<byte> Failure(string name, string? message, bool modelled)
    {
        message ??= ErrorDefaults.FrameMessage(name);
        _frame.Clear();
        if (!modelled)
        {
            _writer.AddString(":message-type"u8, "error"u8).AddString(":error-code"u8, name).AddString(":error-message"u8, message).WriteFrame(_frame, default);
            return _frame.WrittenMemory;
        }

        using var payload = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(payload, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            if (name == "modelStreamErrorException")
            {
                json.WriteString("originalMessage", message);
                json.WriteNumber("originalStatusCode", 500);
            }

            json.WriteEndObject();
        }

        _writer.AddString(":exception-type"u8, name).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "exception"u8)
            .WriteFrame(_frame, payload.WrittenSpan);
        return _frame.WrittenMemory;
    }
}
