using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Emulator.Surfaces;

/// <summary>Sends server-sent events one by one, each flushed at once, with the faults that a script asks for. Not thread-safe.</summary>
/// <param name="call">The request.</param>
/// <param name="named">Whether events have names, as Anthropic's have: the member <c>type</c> of their data.</param>
internal sealed class SseStream(EmulatorCall call, bool named) : IDisposable
{
    private readonly PooledBufferWriter _event = new(512);
    private readonly FaultyBody _body = new(call);
    private int _events;

    public async Task StartAsync()
    {
        call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        call.Http.Response.Headers.CacheControl = "no-cache";
        if (named)
        {
            call.Http.Response.Headers["request-id"] = call.RequestId;
        }

        call.PrepareHeaders("text/event-stream");
        await call.Http.Response.StartAsync(call.Aborted);
    }

    /// <returns>Whether the stream goes on.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        if (call.Script is { } script)
        {
            if (script.HangAfterEvents == _events)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.State.Stopping);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
            }

            if (script.ExceptionType is { } type && script.ExceptionAfterEvents == _events)
            {
                await SendErrorAsync(type, script.ExceptionMessage ?? ErrorDefaults.FrameMessage(type));
                return false;
            }

            if (script.CutAfterEvents == _events)
            {
                await _body.CutAsync();
                return false;
            }
        }

        _events++;
        return await WriteAsync(data);
    }

    /// <summary>Ends the stream.</summary>
    public async Task CompleteAsync(bool mark)
    {
        if (mark && call.Script is not { OmitMessageStop: true })
        {
            await WriteAsync("[DONE]"u8.ToArray());
        }
    }

    public void Dispose() => _event.Dispose();

    private Task<bool> WriteAsync(ReadOnlyMemory<byte> data)
    {
        _event.Clear();
        SseWriter.WriteEvent(_event, named ? NameOf(data.Span) : default, data.Span);
        return _body.WriteAsync(_event.WrittenMemory);
    }

    private async Task SendErrorAsync(string type, string message)
    {
        AwsError error = ErrorDefaults.Of(new EmulatorScript { ErrorType = char.ToUpperInvariant(type[0]) + type[1..], ErrorMessage = message })!;
        using var payload = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(payload, JsonOutput.Options))
        {
            if (named)
            {
                SurfaceErrorWriter.WriteAnthropic(json, error, call.RequestId);
            }
            else
            {
                SurfaceErrorWriter.WriteOpenAI(json, error);
            }
        }

        await WriteAsync(payload.WrittenMemory);
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
