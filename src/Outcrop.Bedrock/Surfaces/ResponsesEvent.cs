using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>The top level of one event of a Responses stream, taken apart in one pass; members may stand in any order. A view over the event.</summary>
internal struct ResponsesEvent
{
    /// <summary>What the event is.</summary>
    public ResponsesEventKind Kind;

    /// <summary>Which output item it belongs to.</summary>
    public int OutputIndex;

    /// <summary>Which part of the item.</summary>
    public int PartIndex;

    /// <summary>A piece of text or arguments.</summary>
    public JsonText Delta;

    /// <summary>The member <c>item</c>.</summary>
    public ReadOnlyMemory<byte> Item;

    /// <summary>The member <c>response</c>.</summary>
    public ReadOnlyMemory<byte> Response;

    /// <summary>The whole event.</summary>
    public ReadOnlyMemory<byte> Document;

    /// <summary>Takes an event apart.</summary>
    public static ResponsesEvent Parse(ReadOnlyMemory<byte> document)
    {
        var read = new ResponsesEvent { Document = document };
        bool typed = false;
        bool failed = false;
        Utf8JsonReader reader = JsonSlice.OpenObject(document);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                typed = reader.TokenType == JsonTokenType.String;
                read.Kind = typed ? KindOf(ref reader) : ResponsesEventKind.Unknown;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("output_index"u8))
            {
                read.OutputIndex = JsonSlice.ReadCount(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("content_index"u8) || reader.ValueTextEquals("summary_index"u8))
            {
                read.PartIndex = JsonSlice.ReadCount(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                JsonSlice.TryReadText(ref reader, document, out read.Delta);
            }
            else if (reader.ValueTextEquals("item"u8))
            {
                read.Item = JsonSlice.ReadValue(ref reader, document);
            }
            else if (reader.ValueTextEquals("response"u8))
            {
                read.Response = JsonSlice.ReadValue(ref reader, document);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                failed = !JsonSlice.ReadValue(ref reader, document).Span.SequenceEqual("null"u8);
            }
            else
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);

        // An error in Chat Completions' form has no type.
        read.Kind = failed && !typed ? ResponsesEventKind.Error : read.Kind;
        return read;
    }

    private static ResponsesEventKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("response.output_text.delta"u8) || reader.ValueTextEquals("response.refusal.delta"u8) ? ResponsesEventKind.TextDelta
        : reader.ValueTextEquals("response.reasoning_text.delta"u8) ? ResponsesEventKind.ReasoningDelta
        : reader.ValueTextEquals("response.reasoning_summary_text.delta"u8) ? ResponsesEventKind.SummaryDelta
        : reader.ValueTextEquals("response.function_call_arguments.delta"u8) ? ResponsesEventKind.ArgumentsDelta
        : reader.ValueTextEquals("response.output_item.added"u8) ? ResponsesEventKind.ItemAdded
        : reader.ValueTextEquals("response.output_item.done"u8) ? ResponsesEventKind.ItemDone
        : reader.ValueTextEquals("response.completed"u8) || reader.ValueTextEquals("response.incomplete"u8) || reader.ValueTextEquals("response.failed"u8) ? ResponsesEventKind.Ended
        : reader.ValueTextEquals("response.created"u8) || reader.ValueTextEquals("response.in_progress"u8) || reader.ValueTextEquals("response.queued"u8) ? ResponsesEventKind.Started
        : reader.ValueTextEquals("error"u8) ? ResponsesEventKind.Error
        : IsRepetition(ref reader) ? ResponsesEventKind.Repetition
        : ResponsesEventKind.Unknown;

    private static bool IsRepetition(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("response.content_part.added"u8) || reader.ValueTextEquals("response.content_part.done"u8)
        || reader.ValueTextEquals("response.reasoning_part.added"u8) || reader.ValueTextEquals("response.reasoning_part.done"u8)
        || reader.ValueTextEquals("response.reasoning_summary_part.added"u8) || reader.ValueTextEquals("response.reasoning_summary_part.done"u8)
        || reader.ValueTextEquals("response.output_text.done"u8) || reader.ValueTextEquals("response.refusal.done"u8)
        || reader.ValueTextEquals("response.reasoning_text.done"u8) || reader.ValueTextEquals("response.reasoning_summary_text.done"u8)
        || reader.ValueTextEquals("response.function_call_arguments.done"u8);
}
