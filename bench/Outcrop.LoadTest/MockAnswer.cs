using System.Text;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.LoadTest;

/// <summary>
/// The one answer that the mock upstream gives, in the form of an API: as one body, or as a stream of Bedrock, each frame a chunk of HTTP, with the random
/// padding that the real one sends. The text is the same in every form.
/// </summary>
internal sealed class MockAnswer
{
    /// <summary>How many text deltas an answer has.</summary>
    public const int Deltas = 32;

    private const string Common = "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\nx-amzn-RequestId: 6b2f0a53-9c6e-4b8e-8f53-3c7a4f4f2b11\r\n";

    private MockAnswer(Func<int, byte[]> delta, byte[][] opening, byte[][] closing, string body)
    {
        Head = [.. Encoding.ASCII.GetBytes(Common), .. "Content-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n\r\n"u8, .. opening.SelectMany(Chunk)];
        Delta = [.. Enumerable.Range(0, Deltas).Select(i => Chunk(delta(i)))];
        Tail = [.. closing.SelectMany(Chunk), .. "0\r\n\r\n"u8];
        Whole = [.. Head, .. Delta.SelectMany(chunk => chunk), .. Tail];
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        OneBody = [.. Encoding.ASCII.GetBytes($"{Common}Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes];
        WholeBytes = bytes.Length;
        FrameBytes = opening.Concat(Enumerable.Range(0, Deltas).Select(delta)).Concat(closing).Sum(frame => (long)frame.Length);
    }

    /// <summary>The text's length, which is the least that the gateway must deliver.</summary>
    public static long TextBytes { get; } = Words.Length;

    /// <summary>HTTP's headers, and what comes before the text.</summary>
    public byte[] Head { get; }

    /// <summary>Each text delta.</summary>
    public byte[][] Delta { get; }

    /// <summary>What comes after the text, and the last chunk.</summary>
    public byte[] Tail { get; }

    /// <summary>All of it.</summary>
    public byte[] Whole { get; }

    /// <summary>The same answer as one body.</summary>
    public byte[] OneBody { get; }

    /// <summary>That body's length.</summary>
    public long WholeBytes { get; }

    /// <summary>The stream's length as frames, which is what a proxy of bytes must deliver.</summary>
    public long FrameBytes { get; }

    private static string Words => string.Concat(Enumerable.Range(0, Deltas).Select(Word));

    /// <summary>As Converse and ConverseStream give it.</summary>
    public static MockAnswer Converse() => new(
        i => Frame("contentBlockDelta", $$"""{"contentBlockIndex":0,"delta":{"text":"{{Word(i)}}"},"p":"{{Padding(i)}}"}"""),
        [Frame("messageStart", """{"p":"abcdefghijkl","role":"assistant"}""")],
        [
            Frame("contentBlockStop", """{"contentBlockIndex":0,"p":"abcdef"}"""),
            Frame("messageStop", """{"p":"abcdefghijklmnopqrst","stopReason":"end_turn"}"""),
            Frame("metadata", """{"metrics":{"latencyMs":612},"p":"abcdefghijklm","usage":{"inputTokens":462,"outputTokens":96,"totalTokens":558}}"""),
        ],
        $$$"""{"metrics":{"latencyMs":612},"output":{"message":{"content":[{"text":"{{{Words}}}"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":462,"outputTokens":96,"totalTokens":558}}""");

    /// <summary>As Claude gives it through InvokeModel and InvokeModelWithResponseStream.</summary>
    public static MockAnswer Claude() => new(
        i => ClaudeChunk($$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{Word(i)}}}"}}""", i),
        [
            ClaudeChunk("""{"type":"message_start","message":{"model":"claude-3-haiku-20240307","id":"msg_bdrk_01QYkAnFHpTMgBJ4gTcXqRAr","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":462,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}""", 1),
            ClaudeChunk("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", 2),
        ],
        [
            ClaudeChunk("""{"type":"content_block_stop","index":0}""", 3),
            ClaudeChunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":96}}""", 4),
            ClaudeChunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":462,"outputTokenCount":96,"invocationLatency":612,"firstByteLatency":201}}""", 5),
        ],
        $$$"""{"model":"claude-3-haiku-20240307","id":"msg_bdrk_01QYkAnFHpTMgBJ4gTcXqRAr","type":"message","role":"assistant","content":[{"type":"text","text":"{{{Words}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":462,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":96}}""");

    private static string Word(int i) => $" token {i:00} of it";

    private static string Padding(int i) => "abcdefghijklmnopqrstuvwxyz"[..(3 + (i * 7 % 20))];

    private static byte[] ClaudeChunk(string json, int i) =>
        Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"{{Padding(i)}}"}""");

    private static byte[] Frame(string eventType, string payload)
    {
        using var writer = new EventStreamWriter();
        using var frame = new PooledBufferWriter(512);
        writer
            .AddString(":event-type"u8, Encoding.UTF8.GetBytes(eventType))
            .AddString(":content-type"u8, "application/json"u8)
            .AddString(":message-type"u8, "event"u8)
            .WriteFrame(frame, Encoding.UTF8.GetBytes(payload));
        return frame.WrittenSpan.ToArray();
    }

    private static byte[] Chunk(byte[] frame) => [.. Encoding.ASCII.GetBytes($"{frame.Length:x}\r\n"), .. frame, .. "\r\n"u8];
}
