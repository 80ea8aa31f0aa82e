using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>
/// Reads one event frame of <c>ConverseStream</c>. A delta allocates nothing: its text is a view over the payload. Only messageStop says the message has ended;
/// text and reasoning blocks have no start. Members this version does not know (the padding <c>p</c> among them) are passed over.
/// </summary>
internal static class ConverseEventReader
{
    /// <summary>Reads an event.</summary>
    /// <param name="eventType">The frame's <c>:event-type</c>.</param>
    /// <param name="payload">The frame's payload; must live until the sink is cleared.</param>
    /// <param name="sink">Where the events go.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the payload is not what the event type says.</exception>
    public static void Read(ReadOnlySpan<byte> eventType, ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        try
        {
            if (eventType.SequenceEqual("contentBlockDelta"u8))
            {
                ReadBlockEvent(payload, "delta"u8, sink);
            }
            else if (eventType.SequenceEqual("contentBlockStart"u8))
            {
                ReadBlockEvent(payload, "start"u8, sink);
            }
            else if (eventType.SequenceEqual("contentBlockStop"u8))
            {
                ReadBlockEvent(payload, default, sink);
            }
            else if (eventType.SequenceEqual("messageStart"u8))
            {
                CheckObject(payload);
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });
            }
            else if (eventType.SequenceEqual("messageStop"u8))
            {
                ReadMessageStop(payload, sink);
            }
            else if (eventType.SequenceEqual("metadata"u8))
            {
                ReadMetadata(payload, sink);
            }
            else
            {
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = payload });
            }
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("An event of the stream is not what its type says: " + fault.Message, fault);
        }
    }

    private static void CheckObject(ReadOnlyMemory<byte> payload)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(payload);
        reader.Skip();
        JsonSlice.Close(ref reader);
    }

    /// <summary>Reads an event that belongs to a block. The index may stand before or after the rest, so the rest is read in a second pass.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="body">The member that says what happened: <c>delta</c>, <c>start</c>, or nothing for the block's end.</param>
    /// <param name="sink">Where the events go.</param>
    private static void ReadBlockEvent(ReadOnlyMemory<byte> payload, ReadOnlySpan<byte> body, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(payload);
        int index = 0;
        ReadOnlyMemory<byte> rest = default;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("contentBlockIndex"u8))
            {
                index = JsonSlice.ReadCount(ref reader) ?? 0;
            }
            else if (!body.IsEmpty && reader.ValueTextEquals(body))
            {
                rest = JsonSlice.ReadValue(ref reader, payload);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        if (body.IsEmpty)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = index });
        }
        else if (rest.IsEmpty)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, BlockIndex = index, Raw = payload });
        }
        else if (body.SequenceEqual("delta"u8))
        {
            ConverseDeltaReader.ReadDelta(rest, index, sink);
        }
        else
        {
            ConverseDeltaReader.ReadStart(rest, index, sink);
        }
    }

    private static void ReadMessageStop(ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(payload);
        string? reason = null;
        ReadOnlyMemory<byte> fields = default;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("stopReason"u8))
            {
                reason = JsonSlice.ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("additionalModelResponseFields"u8))
            {
                fields = JsonSlice.ReadValue(ref reader, payload);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        if (reason is null)
        {
            throw new JsonException("messageStop has no stopReason.");
        }

        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = new StopReason(reason), Raw = fields });
    }

    private static void ReadMetadata(ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(payload);
        TokenUsage? usage = null;
        long? latency = null;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                usage = TokenUsageReader.Read(JsonSlice.ReadValue(ref reader, payload));
            }
            else if (reader.ValueTextEquals("metrics"u8))
            {
                latency = ReadLatency(JsonSlice.ReadValue(ref reader, payload));
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = usage, LatencyMilliseconds = latency, Raw = payload });
    }

    private static long? ReadLatency(ReadOnlyMemory<byte> metrics)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(metrics);
        long? latency = null;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("latencyMs"u8))
            {
                latency = JsonSlice.ReadNumber(ref reader);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return latency;
    }
}
