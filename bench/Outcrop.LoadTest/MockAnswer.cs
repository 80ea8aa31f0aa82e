using System.Text;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.LoadTest;

/// <summary>The one answer that the mock upstream gives, as Converse's body or as a ConverseStream of Bedrock, each frame a chunk of HTTP, with the random padding that the real one sends.</summary>
internal sealed class MockAnswer
{
    /// <summary>How many text deltas an answer has.</summary>
    public const int Deltas = 32;

    private MockAnswer(byte[] head, byte[][] deltas, byte[] tail, byte[] body, long frameBytes, long textBytes)
    {
        Head = head;
        Delta = deltas;
        Tail = tail;
        Whole = [.. head, .. deltas.SelectMany(delta => delta), .. tail];
        OneBody = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: keep-alive\r\nx-amzn-RequestId: 6b2f0a53-9c6e-4b8e-8f53-3c7a4f4f2b11\r\n\r\n"), .. body];
        WholeBytes = body.Length;
        FrameBytes = frameBytes;
        TextBytes = textBytes;
    }

    /// <summary>HTTP's headers and messageStart.</summary>
    public byte[] Head { get; }

    /// <summary>Each text delta.</summary>
    public byte[][] Delta { get; }

    /// <summary>The end: contentBlockStop, messageStop, metadata, the last chunk.</summary>
    public byte[] Tail { get; }

    /// <summary>All of it.</summary>
    public byte[] Whole { get; }

    /// <summary>The same answer as the one body that Converse gives.</summary>
    public byte[] OneBody { get; }

    /// <summary>That body's length.</summary>
    public long WholeBytes { get; }

    /// <summary>The body's length as frames, which is what a proxy of bytes must deliver.</summary>
    public long FrameBytes { get; }

    /// <summary>The text's length, which is what the gateway must deliver.</summary>
    public long TextBytes { get; }

    /// <summary>Makes it.</summary>
    public static MockAnswer Create()
    {
        long frames = 0;
        byte[] start = Chunk("messageStart", """{"p":"abcdefghijkl","role":"assistant"}""", ref frames);
        byte[][] deltas = new byte[Deltas][];
        long text = 0;
        for (int i = 0; i < Deltas; i++)
        {
            string word = $" token {i:00} of it";
            text += word.Length;
            deltas[i] = Chunk("contentBlockDelta", $$"""{"contentBlockIndex":0,"delta":{"text":"{{word}}"},"p":"{{"abcdefghijklmnopqrstuvwxyz"[..(3 + (i * 7 % 20))]}}"}""", ref frames);
        }

        byte[] tail =
        [
            .. Chunk("contentBlockStop", """{"contentBlockIndex":0,"p":"abcdef"}""", ref frames),
            .. Chunk("messageStop", """{"p":"abcdefghijklmnopqrst","stopReason":"end_turn"}""", ref frames),
            .. Chunk("metadata", """{"metrics":{"latencyMs":612},"p":"abcdefghijklm","usage":{"inputTokens":462,"outputTokens":96,"totalTokens":558}}""", ref frames),
            .. "0\r\n\r\n"u8,
        ];
        byte[] head =
        [
            .. "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\nx-amzn-RequestId: 6b2f0a53-9c6e-4b8e-8f53-3c7a4f4f2b11\r\n\r\n"u8,
            .. start,
        ];
        string words = string.Concat(Enumerable.Range(0, Deltas).Select(i => $" token {i:00} of it"));
        byte[] body = Encoding.UTF8.GetBytes(
            $$$"""{"metrics":{"latencyMs":612},"output":{"message":{"content":[{"text":"{{{words}}}"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":462,"outputTokens":96,"totalTokens":558}}""");
        return new MockAnswer(head, deltas, tail, body, frames, text);
    }

    private static byte[] Chunk(string eventType, string payload, ref long frameBytes)
    {
        using var writer = new EventStreamWriter();
        using var frame = new PooledBufferWriter(512);
        writer
            .AddString(":event-type"u8, Encoding.UTF8.GetBytes(eventType))
            .AddString(":content-type"u8, "application/json"u8)
            .AddString(":message-type"u8, "event"u8)
            .WriteFrame(frame, Encoding.UTF8.GetBytes(payload));
        frameBytes += frame.WrittenCount;
        return [.. Encoding.ASCII.GetBytes($"{frame.WrittenCount:x}\r\n"), .. frame.WrittenSpan, .. "\r\n"u8];
    }
}
