using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>Reads Command R's stream: text while it comes; at the end the whole answer stands in the last event once more, and tool calls are taken from there. Citations pass as unknown events.</summary>
internal sealed class CohereStreamReader(ModelFamily family) : TextStreamReader(family)
{
    private List<ToolUseBlock> _calls = [];

    /// <inheritdoc/>
    protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece)
    {
        if (reader.ValueTextEquals("text"u8))
        {
            piece.IsKnown |= JsonSlice.TryReadText(ref reader, chunk, out piece.Text);
        }
        else if (reader.ValueTextEquals("finish_reason"u8))
        {
            piece.Stop = ReadStop(ref reader);
            piece.IsKnown |= piece.Stop is not null;
        }
        else if (reader.ValueTextEquals("response_id"u8))
        {
            // Asked without stream, some answer with one chunk that holds everything.
            piece.IsWholeAnswer = true;
            JsonSlice.SkipValue(ref reader);
        }
        else if (reader.ValueTextEquals("event_type"u8))
        {
            reader.Read();
            piece.IsNote = reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("text-generation"u8) && !reader.ValueTextEquals("stream-end"u8);
        }
        else if (reader.ValueTextEquals("response"u8))
        {
            ReadCalls(JsonSlice.ReadValue(ref reader, chunk));
        }
        else if (reader.ValueTextEquals("tool_calls"u8))
        {
            // Those of an event before the end have no id yet; the end's own replace them.
            using JsonDocument document = JsonDocument.Parse(chunk, ConverseJson.DocumentOptions);
            _calls = CohereTools.ReadCalls(document.RootElement);
            JsonSlice.SkipValue(ref reader);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    protected override StopReason AddBlocks(StopReason reason, bool hasText, ConverseEventSink sink)
    {
        for (int i = 0; i < _calls.Count; i++)
        {
            WholeAnswer.EmitBlock(_calls[i], i + (hasText ? 1 : 0), sink);
        }

        return CohereTools.StopReasonOf(reason, _calls.Count > 0);
    }

    private void ReadCalls(ReadOnlyMemory<byte> response)
    {
        using JsonDocument document = JsonDocument.Parse(response, ConverseJson.DocumentOptions);
        if (CohereTools.ReadCalls(document.RootElement) is { Count: > 0 } calls)
        {
            _calls = calls;
        }
    }
}
