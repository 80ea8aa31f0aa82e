using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Nova;

/// <summary>
/// Reads Nova's stream: Converse's events, each wrapped in an object of its name. Nova gives every group of tokens a block of its own, with indexes that skip;
/// neighbouring groups of one kind are one block here, numbered without gaps, as Converse has them.
/// </summary>
internal sealed class NovaStreamReader : FamilyStreamReader
{
    private readonly ConverseEventSink _inner = new();
    private UsageCounter _usage;
    private ConverseEventKind _open;
    private int _index = -1;
    private bool _guardrail;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        try
        {
            ReadChunk(chunk, sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not Nova's: " + fault.Message, fault);
        }
    }

    private void ReadChunk(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        _inner.Clear();
        bool metrics = false;
        bool whole = false;
        Utf8JsonReader reader = JsonSlice.OpenObject(chunk);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8))
            {
                metrics = true;
                _usage.ReadMetrics(JsonSlice.ReadValue(ref reader, chunk));
            }
            else if (reader.ValueTextEquals("amazon-bedrock-guardrailAction"u8))
            {
                reader.Read();
                _guardrail |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("INTERVENED"u8);
            }
            else if (reader.ValueTextEquals("output"u8))
            {
                whole = true;
                JsonSlice.SkipValue(ref reader);
            }
            else if (reader.ValueTextEquals("amazon-bedrock-trace"u8))
            {
                metrics = true;
                JsonSlice.SkipValue(ref reader);
            }
            else
            {
                ReadOnlySpan<byte> name = reader.ValueSpan;
                ReadOnlyMemory<byte> value = JsonSlice.ReadValue(ref reader, chunk);
                if (value.Span[0] == (byte)'{')
                {
                    ConverseEventReader.Read(name, value, _inner);
                }
            }
        }

        JsonSlice.Close(ref reader);
        if (whole)
        {
            WholeAnswer.Emit(new NovaFamily().ReadResponse(chunk, default), chunk, sink);
            return;
        }

        Relay(chunk, metrics, sink);
    }

    private void Relay(ReadOnlyMemory<byte> chunk, bool metrics, ConverseEventSink sink)
    {
        bool metadata = false;
        foreach (ref readonly ConverseEvent item in _inner.Events)
        {
            switch (item.Kind)
            {
                case ConverseEventKind.Metadata:
                    metadata = true;
                    AddUsage(item.Usage);
                    AddMetadata(chunk, sink);
                    break;
                case ConverseEventKind.MessageStop:
                    Close(sink);
                    sink.Add(item with { StopReason = _guardrail ? StopReason.GuardrailIntervened : item.StopReason });
                    break;
                case ConverseEventKind.ContentBlockStop:
                    // The end of a group of tokens is no end of a block; that of a tool call is.
                    if (_open is ConverseEventKind.ToolInputDelta or ConverseEventKind.OtherDelta)
                    {
                        Close(sink);
                    }

                    break;
                case ConverseEventKind.MessageStart or ConverseEventKind.Unknown:
                    sink.Add(in item);
                    break;
                case ConverseEventKind.ToolUseStart or ConverseEventKind.OtherBlockStart:
                    Close(sink);
                    Relay(in item, item.Kind == ConverseEventKind.ToolUseStart ? ConverseEventKind.ToolInputDelta : ConverseEventKind.OtherDelta, sink);
                    break;
                case ConverseEventKind.ReasoningSignatureDelta:
                    Relay(in item, ConverseEventKind.ReasoningTextDelta, sink);
                    break;
                case ConverseEventKind.TextDelta or ConverseEventKind.ToolInputDelta or ConverseEventKind.ReasoningTextDelta
                    or ConverseEventKind.RedactedReasoningDelta or ConverseEventKind.OtherDelta:
                    Relay(in item, item.Kind, sink);
                    break;
                default:
                    throw new InvalidOperationException($"An event of kind {item.Kind} is not handled.");
            }
        }

        if (metrics && !metadata)
        {
            AddMetadata(chunk, sink);
        }
    }

    private void Relay(in ConverseEvent item, ConverseEventKind kind, ConverseEventSink sink)
    {
        if (_open != kind)
        {
            Close(sink);
            _open = kind;
            _index++;
        }

        sink.Add(item with { BlockIndex = _index });
    }

    private void Close(ConverseEventSink sink)
    {
        if (_open != ConverseEventKind.Unknown)
        {
            _open = ConverseEventKind.Unknown;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = _index });
        }
    }

    /// <summary>Metrics, where the chunk has them, are what is billed; the body fills what they lack.</summary>
    private void AddUsage(TokenUsage? usage)
    {
        if (usage is not null)
        {
            _usage.Input ??= usage.InputTokens;
            _usage.Output ??= usage.OutputTokens;
            _usage.CacheRead ??= usage.CacheReadInputTokens;
            _usage.CacheWrite ??= usage.CacheWriteInputTokens;
            _usage.Additional = usage.Additional;
        }
    }

    private void AddMetadata(ReadOnlyMemory<byte> chunk, ConverseEventSink sink) =>
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = _usage.ToUsage(), LatencyMilliseconds = _usage.Latency, Raw = chunk });
}
