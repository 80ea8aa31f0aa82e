using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Writes the single events of a streamed message. A delta allocates nothing. Not thread-safe.</summary>
/// <param name="output">The answer.</param>
internal sealed class MessagesEvents(IBufferWriter<byte> output)
{
    /// <summary>The message begins.</summary>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="usage">The counts that are known already.</param>
    /// <param name="tier">The service tier that was asked for.</param>
    public void WriteStart(MessageIdentity identity, TokenUsage? usage, string? tier)
    {
        var message = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(message))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message_start"u8);
            json.WriteStartObject("message"u8);
            json.WriteString("id"u8, identity.Id);
            json.WriteString("type"u8, "message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("model"u8, identity.Model);
            json.WriteStartArray("content"u8);
            json.WriteEndArray();
            json.WriteNull("stop_reason"u8);
            json.WriteNull("stop_sequence"u8);
            json.WriteNull("stop_details"u8);
            MessagesUsageWriter.Write(json, usage, tier);
            json.WriteNull("container"u8);
            json.WriteNull("diagnostics"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Put("event: message_start\ndata: "u8);
        Put(message.WrittenSpan);
        Put("\n\n"u8);
    }

    /// <summary>A text begins.</summary>
    public void StartText(int index)
    {
        BeginStart(index);
        Put("\"text\",\"text\":\"\"}}\n\n"u8);
    }

    /// <summary>An open thought begins.</summary>
    public void StartThinking(int index)
    {
        BeginStart(index);
        Put("\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"u8);
    }

    /// <summary>A call begins. An empty piece of arguments comes with it, as Anthropic sends it: some clients (Continue) tell of a call only when the first piece arrives, and a call without arguments has none.</summary>
    public void StartCall(int index, in ConverseEvent start)
    {
        BeginStart(index);
        Put(start.ToolUseType.Utf8.Span.SequenceEqual("server_tool_use"u8) ? "\"server_tool_use\",\"id\":\""u8 : "\"tool_use\",\"id\":\""u8);
        Put(start.ToolUseId.Utf8.Span);
        Put("\",\"name\":\""u8);
        Put(start.ToolName.Utf8.Span);
        Put("\",\"input\":{}}}\n\n"u8);
        WriteInput(index, default);
    }

    /// <summary>An encrypted thought, which comes whole.</summary>
    /// <param name="index">Its block.</param>
    /// <param name="data">Its text.</param>
    public void WriteRedacted(int index, string data)
    {
        BeginStart(index);
        Put("\"redacted_thinking\",\"data\":\""u8);
        Put(JsonEncodedText.Encode(data).EncodedUtf8Bytes);
        Put("\"}}\n\n"u8);
        Stop(index);
    }

    /// <summary>A block of Anthropic's own that comes whole.</summary>
    /// <param name="index">Its block.</param>
    /// <param name="block">Its object.</param>
    public void WriteWhole(int index, ReadOnlySpan<byte> block)
    {
        Put("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        PutNumber(index);
        Put(",\"content_block\":"u8);
        PutJson(block);
        Put("}\n\n"u8);
        Stop(index);
    }

    /// <summary>A piece of a text.</summary>
    public void WriteText(int index, ReadOnlySpan<byte> escaped) => WriteDelta(index, "\"text_delta\",\"text\":\""u8, escaped);

    /// <summary>A piece of a thought.</summary>
    public void WriteThinking(int index, ReadOnlySpan<byte> escaped) => WriteDelta(index, "\"thinking_delta\",\"thinking\":\""u8, escaped);

    /// <summary>A thought's proof, whole: clients keep the last one.</summary>
    public void WriteSignature(int index, ReadOnlySpan<byte> escaped) => WriteDelta(index, "\"signature_delta\",\"signature\":\""u8, escaped);

    /// <summary>A piece of a call's arguments.</summary>
    public void WriteInput(int index, ReadOnlySpan<byte> escaped) => WriteDelta(index, "\"input_json_delta\",\"partial_json\":\""u8, escaped);

    /// <summary>A place that the text was taken from.</summary>
    /// <param name="index">The text's block.</param>
    /// <param name="citation">Converse's object.</param>
    public void WriteCitation(int index, JsonElement citation)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            CitationWriter.Write(json, citation);
        }

        BeginDelta(index);
        Put("\"citations_delta\",\"citation\":"u8);
        PutJson(buffer.WrittenSpan);
        Put("}}\n\n"u8);
    }

    /// <summary>A block ends.</summary>
    public void Stop(int index)
    {
        Put("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        PutNumber(index);
        Put("}\n\n"u8);
    }

    /// <summary>The message ends properly.</summary>
    /// <param name="reason">Why, in this dialect's word.</param>
    /// <param name="sequence">The stop sequence that was met, if it is known.</param>
    /// <param name="usage">All counts.</param>
    /// <param name="tier">The service tier that was asked for.</param>
    /// <param name="details">What else Bedrock told; empty for nothing.</param>
    public void WriteEnd(string reason, string? sequence, TokenUsage? usage, string? tier, ReadOnlySpan<byte> details)
    {
        var delta = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(delta))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message_delta"u8);
            json.WriteStartObject("delta"u8);
            json.WriteString("stop_reason"u8, reason);
            json.WriteString("stop_sequence"u8, sequence);
            json.WriteNull("stop_details"u8);
            json.WriteEndObject();
            MessagesUsageWriter.Write(json, usage, tier);
            if (!details.IsEmpty)
            {
                json.WritePropertyName("bedrock"u8);
                json.WriteRawValue(details, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        Put("event: message_delta\ndata: "u8);
        PutJson(delta.WrittenSpan);
        Put("\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    private void WriteDelta(int index, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> escaped)
    {
        BeginDelta(index);
        Put(kind);
        Put(escaped);
        Put("\"}}\n\n"u8);
    }

    private void BeginStart(int index)
    {
        Put("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        PutNumber(index);
        Put(",\"content_block\":{\"type\":"u8);
    }

    private void BeginDelta(int index)
    {
        Put("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        PutNumber(index);
        Put(",\"delta\":{\"type\":"u8);
    }

    /// <summary>JSON from elsewhere may hold line breaks between its tokens, which would end the event.</summary>
    private void PutJson(ReadOnlySpan<byte> json)
    {
        foreach (Range line in json.SplitAny("\r\n"u8))
        {
            Put(json[line]);
        }
    }

    private void PutNumber(int number)
    {
        Span<byte> room = output.GetSpan(11);
        Utf8Formatter.TryFormat(number, room, out int written);
        output.Advance(written);
    }

    private void Put(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
