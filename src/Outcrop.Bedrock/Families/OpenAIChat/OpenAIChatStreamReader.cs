using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// Reads OpenAI's chat chunks. Reasoning that stands in the content between tags becomes reasoning here. Usage comes in the chunks, in one of its own, or
/// in Bedrock's metrics; metadata that comes later replaces what came before.
/// </summary>
internal sealed class OpenAIChatStreamReader(ReasoningTags tags) : FamilyStreamReader
{
    private UsageCounter _usage;
    private readonly OpenAIBlocks _blocks = new(tags);
    private bool _started;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        try
        {
            ReadChunk(chunk, sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not a chat completion's: " + fault.Message, fault);
        }
    }

    private void ReadChunk(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        ReadOnlyMemory<byte> choices = default;
        ReadOnlyMemory<byte> metrics = default;
        bool known = false;
        bool guardrail = false;
        bool trace = false;
        Utf8JsonReader reader = JsonSlice.OpenObject(chunk);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                choices = JsonSlice.ReadValue(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                ReadUsage(JsonSlice.ReadValue(ref reader, chunk));
                known = true;
            }
            else if (reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8))
            {
                metrics = JsonSlice.ReadValue(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("amazon-bedrock-guardrailAction"u8))
            {
                reader.Read();
                guardrail = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("INTERVENED"u8);
            }
            else if (reader.ValueTextEquals("amazon-bedrock-trace"u8))
            {
                trace = true;
                JsonSlice.SkipValue(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                ReadOnlyMemory<byte> error = JsonSlice.ReadValue(ref reader, chunk);
                if (!error.Span.SequenceEqual("null"u8))
                {
                    throw DialectErrors.Read(error.Span);
                }
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        _blocks.GuardrailIntervened |= guardrail;
        if (choices.IsEmpty && metrics.IsEmpty && !known)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = chunk });
            return;
        }

        if (!_started)
        {
            _started = true;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart, Raw = chunk });
        }

        bool wasEnded = _blocks.HasEnded;
        if (!choices.IsEmpty)
        {
            ReadChoices(choices, sink);
        }

        if (!metrics.IsEmpty)
        {
            _usage.ReadMetrics(metrics);
        }

        // Counts that came before the end are told with it; a container without Bedrock's metrics tells no others.
        bool toldLater = _blocks.HasEnded && (known || !wasEnded) && _usage.IsKnown;
        if (!metrics.IsEmpty || toldLater || trace)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = _usage.ToUsage(), LatencyMilliseconds = _usage.Latency, Raw = chunk });
        }
    }

    private void ReadUsage(ReadOnlyMemory<byte> usage)
    {
        if (usage.Span[0] == (byte)'{')
        {
            using JsonDocument document = JsonDocument.Parse(usage, ConverseJson.DocumentOptions);
            OpenAIChatReader.AddUsage(ref _usage, document.RootElement);
        }
    }

    private void ReadChoices(ReadOnlyMemory<byte> choices, ConverseEventSink sink)
    {
        var reader = new Utf8JsonReader(choices.Span, ConverseJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int index = 0;
            string? reason = null;
            ReadOnlyMemory<byte> delta = default;
            JsonText text = default;
            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("index"u8))
                {
                    index = JsonSlice.ReadCount(ref reader) ?? 0;
                }
                else if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                {
                    delta = JsonSlice.ReadValue(ref reader, choices);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    JsonSlice.TryReadText(ref reader, choices, out text);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reason = JsonSlice.ReadString(ref reader) ?? reason;
                }
                else if (reader.ValueTextEquals("stop_reason"u8))
                {
                    // A word for some, a token's number for Jamba.
                    string? word = JsonSlice.ReadString(ref reader);
                    reason ??= word;
                }
                else
                {
                    JsonSlice.SkipValue(ref reader);
                }
            }

            // The neutral model has no place for a second alternative of the answer.
            if (index > 0)
            {
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = choices });
                continue;
            }

            _blocks.AddText(text, sink);
            if (!delta.IsEmpty && delta.Span[0] == (byte)'{')
            {
                _blocks.AddDelta(delta, sink);
            }

            if (reason is not null)
            {
                _blocks.End(StopReasonMap.Map(reason), sink);
            }
        }
    }
}
