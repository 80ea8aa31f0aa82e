using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's stream: Messages events, or the older text completion's pieces. A text delta allocates nothing.</summary>
internal sealed class AnthropicStreamReader : FamilyStreamReader
{
    private UsageCounter _usage;
    private string? _stopReason;
    private RawJson _rest;
    private bool _guardrail;
    private bool _started;
    private bool _counted;

    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => _usage.ToUsage() is { } usage ? new PartialUsage(usage, _counted) : null;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        try
        {
            ReadChunk(AnthropicChunk.Parse(chunk), sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not Anthropic's: " + fault.Message, fault);
        }
    }

    private void ReadChunk(in AnthropicChunk chunk, ConverseEventSink sink)
    {
        _guardrail |= chunk.GuardrailIntervened;
        switch (chunk.Kind)
        {
            case AnthropicChunkKind.ContentBlockDelta:
                AnthropicDelta.ReadDelta(chunk.Delta, chunk.Index, sink);
                break;
            case AnthropicChunkKind.ContentBlockStart:
                AnthropicDelta.ReadStart(chunk.ContentBlock, chunk.Index, sink);
                break;
            case AnthropicChunkKind.ContentBlockStop:
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = chunk.Index });
                break;
            case AnthropicChunkKind.MessageStart:
                ReadMessageStart(in chunk, sink);
                break;
            case AnthropicChunkKind.MessageDelta:
                ReadMessageDelta(in chunk);
                break;
            case AnthropicChunkKind.MessageStop:
                End(StopReasonMap.Map(_stopReason ?? throw new JsonException("The message stopped without a stop_reason.")), in chunk, sink);
                break;
            case AnthropicChunkKind.Completion:
                ReadCompletion(in chunk, sink);
                break;
            case AnthropicChunkKind.Ping:
                break;
            case AnthropicChunkKind.Error:
                throw AnthropicError.Read(chunk.Error);
            case AnthropicChunkKind.WholeMessage:
                WholeAnswer.Emit(AnthropicMessagesReader.Read(chunk.Document, default), chunk.Document, sink);
                break;
            case AnthropicChunkKind.Unknown:
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = chunk.Document });
                break;
            default:
                throw new InvalidOperationException($"A chunk of kind {chunk.Kind} is not handled.");
        }
    }

    private void ReadMessageStart(in AnthropicChunk chunk, ConverseEventSink sink)
    {
        Start(sink, chunk.Message);
        using JsonDocument message = JsonDocument.Parse(chunk.Message, ConverseJson.DocumentOptions);
        if (message.RootElement.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            AnthropicMessagesReader.AddUsage(ref _usage, usage);
        }
    }

    private void ReadMessageDelta(in AnthropicChunk chunk)
    {
        using JsonDocument delta = JsonDocument.Parse(chunk.Delta, ConverseJson.DocumentOptions);
        _stopReason = ConverseJson.GetString(delta.RootElement, "stop_reason") ?? _stopReason;
        RawJson rest = ConverseJson.Rest(delta.RootElement, "stop_reason");
        _rest = rest.IsEmpty ? _rest : rest;
        if (!chunk.Usage.IsEmpty)
        {
            using JsonDocument usage = JsonDocument.Parse(chunk.Usage, ConverseJson.DocumentOptions);
            AnthropicMessagesReader.AddUsage(ref _usage, usage.RootElement);
            _counted = _stopReason is not null;
        }
    }

    private void ReadCompletion(in AnthropicChunk chunk, ConverseEventSink sink)
    {
        Start(sink);
        if (!chunk.Completion.IsEmpty)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.TextDelta, Text = chunk.Completion });
        }

        if (chunk.StopReason is { } reason)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop });
            End(AnthropicMessagesReader.CompletionStop(reason, chunk.Stop), in chunk, sink);
        }
    }

    private void Start(ConverseEventSink sink, ReadOnlyMemory<byte> message = default)
    {
        if (!_started)
        {
            _started = true;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart, Raw = message });
        }
    }

    private void End(StopReason reason, in AnthropicChunk chunk, ConverseEventSink sink)
    {
        if (!chunk.Metrics.IsEmpty)
        {
            _usage.ReadMetrics(chunk.Metrics);
        }

        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = _guardrail ? StopReason.GuardrailIntervened : reason });
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = _usage.ToUsage(), LatencyMilliseconds = _usage.Latency, Raw = WithRest(chunk.Document) });
    }

    /// <summary>The last chunk with what the one before it told beside the reason, such as the stop sequence that was met.</summary>
    private ReadOnlyMemory<byte> WithRest(ReadOnlyMemory<byte> chunk)
    {
        if (_rest.IsEmpty)
        {
            return chunk;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(chunk.Length + _rest.Utf8.Length);
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            ConverseJson.WriteMembers(writer, new RawJson(chunk));
            ConverseJson.WriteMembers(writer, _rest);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
