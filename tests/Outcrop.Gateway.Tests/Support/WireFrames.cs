using System.Text;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Event streams as Bedrock sends them, frame by frame.</summary>
internal static class WireFrames
{
    /// <summary>A whole answer by Converse: the frames of "one two".</summary>
    public static IReadOnlyList<byte[]> Converse { get; } =
    [
        Event("messageStart", """{"role":"assistant","p":"abc"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"one "},"p":"abcdef"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"two"},"p":"ab"}"""),
        Event("contentBlockStop", """{"contentBlockIndex":0}"""),
        Event("messageStop", """{"stopReason":"end_turn"}"""),
        Event("metadata", """{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":4}}"""),
    ];

    /// <summary>The same by InvokeModel, as Claude has it.</summary>
    public static IReadOnlyList<byte[]> Invoke { get; } =
    [
        Chunk("""{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}"""),
        Chunk("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one "}}"""),
        Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"two"}}"""),
        Chunk("""{"type":"content_block_stop","index":0}"""),
        Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"""),
        Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}"""),
    ];

    public static byte[] Event(string type, string payload) => Frame(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    public static byte[] Exception(string type, string words = "upstream words") => Frame($$"""{"message":"{{words}}"}""", (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"));

    public static byte[] Error(string code) => Frame("", (":error-code", code), (":error-message", "upstream words"), (":message-type", "error"));

    public static byte[] Chunk(string json) => Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdef"}""");

    private static byte[] Frame(string payload, params (string Name, string Value)[] headers)
    {
        using var output = new PooledBufferWriter();
        using var writer = new EventStreamWriter();
        foreach ((string name, string value) in headers)
        {
            writer.AddString(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        writer.WriteFrame(output, Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
