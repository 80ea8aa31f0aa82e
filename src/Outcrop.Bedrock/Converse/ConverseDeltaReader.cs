using System.Text.Json;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads the <c>delta</c> and the <c>start</c> of a block's events: the same in ConverseStream and in Nova's own stream.</summary>
internal static class ConverseDeltaReader
{
    /// <summary>Reads a delta union.</summary>
    /// <param name="delta">The union's object.</param>
    /// <param name="index">The block's index.</param>
    /// <param name="sink">Where the events go.</param>
    public static void ReadDelta(ReadOnlyMemory<byte> delta, int index, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(delta);
        bool known = false;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
            {
                known |= AddText(ref reader, delta, ConverseEventKind.TextDelta, index, sink);
            }
            else if (reader.ValueTextEquals("toolUse"u8))
            {
                known |= ReadToolInput(JsonSlice.ReadValue(ref reader, delta), index, sink);
            }
            else if (reader.ValueTextEquals("reasoningContent"u8))
            {
                known |= ReadReasoning(JsonSlice.ReadValue(ref reader, delta), index, sink);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        if (!known)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = delta });
        }
    }

    /// <summary>Reads a start union.</summary>
    /// <param name="start">The union's object.</param>
    /// <param name="index">The block's index.</param>
    /// <param name="sink">Where the event goes.</param>
    public static void ReadStart(ReadOnlyMemory<byte> start, int index, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(start);
        ReadOnlyMemory<byte> call = default;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("toolUse"u8))
            {
                call = JsonSlice.ReadValue(ref reader, start);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        sink.Add(call.IsEmpty
            ? new ConverseEvent { Kind = ConverseEventKind.OtherBlockStart, BlockIndex = index, Raw = start }
            : ReadToolStart(call, index));
    }

    private static ConverseEvent ReadToolStart(ReadOnlyMemory<byte> call, int index)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(call);
        JsonText id = default;
        JsonText name = default;
        JsonText type = default;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("toolUseId"u8))
            {
                JsonSlice.TryReadText(ref reader, call, out id);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                JsonSlice.TryReadText(ref reader, call, out name);
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                JsonSlice.TryReadText(ref reader, call, out type);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return new ConverseEvent { Kind = ConverseEventKind.ToolUseStart, BlockIndex = index, ToolUseId = id, ToolName = name, ToolUseType = type };
    }

    private static bool ReadToolInput(ReadOnlyMemory<byte> call, int index, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(call);
        bool known = false;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("input"u8))
            {
                known |= AddText(ref reader, call, ConverseEventKind.ToolInputDelta, index, sink);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return known;
    }

    private static bool ReadReasoning(ReadOnlyMemory<byte> reasoning, int index, ConverseEventSink sink)
    {
        Utf8JsonReader reader = JsonSlice.OpenObject(reasoning);
        bool known = false;
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
            {
                known |= AddText(ref reader, reasoning, ConverseEventKind.ReasoningTextDelta, index, sink);
            }
            else if (reader.ValueTextEquals("signature"u8))
            {
                known |= AddText(ref reader, reasoning, ConverseEventKind.ReasoningSignatureDelta, index, sink);
            }
            else if (reader.ValueTextEquals("redactedContent"u8))
            {
                known |= AddText(ref reader, reasoning, ConverseEventKind.RedactedReasoningDelta, index, sink);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        return known;
    }

    private static bool AddText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> document, ConverseEventKind kind, int index, ConverseEventSink sink)
    {
        if (!JsonSlice.TryReadText(ref reader, document, out JsonText text))
        {
            return false;
        }

        sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = text });
        return true;
    }
}
