using System.Text.Json;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Emulator.Surfaces;

/// <summary>
/// Sends server-sent events. Those of Anthropic's API have names, the member <c>type</c> of their data; chat completions end with a mark, unless something
/// broke them. Faults of checksums and lengths have no meaning here. Not thread-safe.
/// </summary>
internal sealed class SseStream(EmulatorCall call) : EventSequence(call)
{
    private static readonly byte[] UnknownData = """{"type":"outcrop_unknown","object":"outcrop.unknown","unknown":{"nested":[1,2,3]}}"""u8.ToArray();

    private readonly PooledBufferWriter _event = new(512);
    private readonly bool _named = call.Route.Operation == "Messages";
    private readonly bool _marked = call.Route.Operation == "ChatCompletions";

    /// <summary>Whether whole streams are sent as they stand, which bring their own mark.</summary>
    public bool Raw { get; init; }

    /// <summary>Sends the headers.</summary>
    public async Task StartAsync(string contentType)
    {
        Call.Http.Response.Headers.CacheControl = "no-cache";
        if (_named)
        {
            Call.Http.Response.Headers["request-id"] = Call.RequestId;
        }

        Call.PrepareHeaders(contentType);
        await StartAsync();
    }

    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> data) => await BeforeEventAsync() && await SendEventAsync(EventOf(data.Span));

    public override void Dispose() => _event.Dispose();

    /// <summary>Events end with an empty line, whatever ends their lines.</summary>
    protected override int? NextLength(ReadOnlySpan<byte> bytes)
    {
        int unix = bytes.IndexOf("\n\n"u8);
        int dos = bytes.IndexOf("\r\n\r\n"u8);
        return dos >= 0 && (unix < 0 || dos < unix) ? dos + 4 : unix >= 0 ? unix + 2 : null;
    }

    /// <summary>In a buffer of its own: the event behind it waits in the other.</summary>
    protected override ReadOnlyMemory<byte> UnknownEvent()
    {
        using var buffer = new PooledBufferWriter(128);
        SseWriter.WriteEvent(buffer, _named ? NameOf(UnknownData) : default, UnknownData);
        return buffer.WrittenMemory.ToArray();
    }

    protected override async Task EndAsync()
    {
        if (!await SendFailureAsync() && _marked && !Raw && Call.Script is not { OmitMessageStop: true })
        {
            await WriteAsync(EventOf("[DONE]"u8));
        }
    }

    protected override ReadOnlyMemory<byte> Failure(string name, string? message, bool modelled)
    {
        AwsError error = modelled
            ? ErrorDefaults.Of(new EmulatorScript { ErrorType = char.ToUpperInvariant(name[0]) + name[1..], ErrorMessage = message ?? ErrorDefaults.FrameMessage(name) })!
            : new AwsError(500, name, message ?? ErrorDefaults.FrameMessage(name));
        string? code = modelled ? null : name;
        using var payload = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(payload, JsonOutput.Options))
        {
            switch (Call.Route.Operation)
            {
                case "Messages":
                    SurfaceErrorWriter.WriteAnthropic(json, error, Call.RequestId, code);
                    break;
                case "Responses":
                    SurfaceErrorWriter.WriteResponsesEvent(json, error, Events, code);
                    break;
                default:
                    SurfaceErrorWriter.WriteOpenAI(json, error, code);
                    break;
            }
        }

        return EventOf(payload.WrittenSpan);
    }

    private ReadOnlyMemory<byte> EventOf(ReadOnlySpan<byte> data)
    {
        _event.Clear();
        SseWriter.WriteEvent(_event, _named ? NameOf(data) : default, data);
        return _event.WrittenMemory;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.ValueSpan;
            }

            reader.Skip();
        }

        return default;
    }
}
