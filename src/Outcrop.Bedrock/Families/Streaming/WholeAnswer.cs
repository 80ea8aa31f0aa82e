using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>Makes a stream's events of a whole answer: some streams are one chunk that holds all of it.</summary>
internal static class WholeAnswer
{
    /// <summary>Adds all events of an answer, from the start of the message to its metadata.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="document">The chunk it was read from.</param>
    /// <param name="sink">Where the events go.</param>
    public static void Emit(ConverseResponse answer, ReadOnlyMemory<byte> document, ConverseEventSink sink)
    {
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });
        for (int i = 0; i < answer.Message.Content.Count; i++)
        {
            EmitBlock(answer.Message.Content[i], i, sink);
        }

        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = answer.StopReason });
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = answer.Usage, LatencyMilliseconds = answer.LatencyMilliseconds, Raw = document });
    }

    /// <summary>Adds the events of one block, its end included.</summary>
    public static void EmitBlock(ContentBlock block, int index, ConverseEventSink sink)
    {
        EmitContent(block, index, sink);
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = index });
    }

    private static void EmitContent(ContentBlock block, int index, ConverseEventSink sink)
    {
        switch (block)
        {
            case TextBlock text:
                Add(ConverseEventKind.TextDelta, text.Text, index, sink);
                break;
            case CitationsBlock cited:
                EmitCitations(cited.Citations, index, sink);
                Add(ConverseEventKind.TextDelta, cited.Text, index, sink);
                break;
            case ReasoningBlock reasoning:
                Add(ConverseEventKind.ReasoningTextDelta, reasoning.Text, index, sink);
                if (reasoning.Signature is { } signature)
                {
                    Add(ConverseEventKind.ReasoningSignatureDelta, signature, index, sink);
                }

                break;
            case RedactedReasoningBlock redacted:
                Add(ConverseEventKind.RedactedReasoningDelta, redacted.Base64, index, sink);
                break;
            case ToolUseBlock call:
                sink.Add(new ConverseEvent
                {
                    Kind = ConverseEventKind.ToolUseStart,
                    BlockIndex = index,
                    ToolUseId = Encode(call.ToolUseId),
                    ToolName = Encode(call.Name),
                    ToolUseType = call.Type is { } type ? Encode(type) : default,
                });
                Add(ConverseEventKind.ToolInputDelta, Encoding.UTF8.GetString(call.Input.Utf8.Span), index, sink);
                break;
            default:
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherBlockStart, BlockIndex = index, Raw = Union(block) });
                break;
        }
    }

    /// <summary>Each citation is a delta, before the text it covers.</summary>
    private static void EmitCitations(RawJson citations, int index, ConverseEventSink sink)
    {
        using JsonDocument document = JsonDocument.Parse(citations.Utf8, ConverseJson.DocumentOptions);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement citation in document.RootElement.EnumerateArray())
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = Encoding.UTF8.GetBytes($"{{\"citation\":{citation.GetRawText()}}}") });
        }
    }

    private static void Add(ConverseEventKind kind, string text, int index, ConverseEventSink sink) =>
        sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = Encode(text) });

    /// <summary>A text as it stands between the quotation marks of JSON.</summary>
    public static JsonText Encode(string text)
    {
        byte[] encoded = JsonEncodedText.Encode(text, ConverseJson.WriterOptions.Encoder).EncodedUtf8Bytes.ToArray();
        return new JsonText(encoded, encoded.AsSpan().Contains((byte)'\\'));
    }

    private static ReadOnlyMemory<byte> Union(ContentBlock block)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            ContentBlockWriter.Write(writer, block);
        }

        return buffer.WrittenMemory;
    }
}
