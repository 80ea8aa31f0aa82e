using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Streams written for these tests, and what a client makes of any bytes in any split.</summary>
internal static class ReferenceStream
{
    /// <summary>A ConverseStream with reasoning, text and a tool call, as bytes and the places of its frames' ends.</summary>
    public static (byte[] Bytes, int[] Borders, int StopEnd) Converse()
    {
        (string Type, string Payload)[] events =
        [
            ("messageStart", """{"p":"ab","role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}},"p":"abc"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}},"p":"a"}"""),
            ("contentBlockStop", """{"contentBlockIndex":0,"p":"abcd"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"Hi \"you\""},"p":"abc"}"""),
            ("contentBlockStop", """{"contentBlockIndex":1,"p":"abcd"}"""),
            ("contentBlockStart", """{"contentBlockIndex":2,"p":"a","start":{"toolUse":{"name":"add","toolUseId":"t1"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"a\":1}"}},"p":"a"}"""),
            ("contentBlockStop", """{"contentBlockIndex":2,"p":"ab"}"""),
            ("messageStop", """{"p":"ab","stopReason":"tool_use"}"""),
            ("metadata", """{"metrics":{"latencyMs":5},"p":"a","usage":{"inputTokens":3,"outputTokens":7,"totalTokens":10}}"""),
        ];
        var output = new ArrayBufferWriter<byte>();
        var borders = new List<int> { 0 };
        int stopEnd = 0;
        using var writer = new EventStreamWriter();
        foreach ((string type, string payload) in events)
        {
            WriteEvent(writer, output, type, payload);
            borders.Add(output.WrittenCount);
            stopEnd = type == "messageStop" ? output.WrittenCount : stopEnd;
        }

        return (output.WrittenSpan.ToArray(), [.. borders], stopEnd);
    }

    /// <summary>Writes an event frame as Bedrock orders its headers.</summary>
    public static void WriteEvent(EventStreamWriter writer, IBufferWriter<byte> output, string type, string payload) =>
        writer.AddString(":event-type"u8, type).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8)
            .WriteFrame(output, Encoding.UTF8.GetBytes(payload));

    /// <summary>Writes an exception frame.</summary>
    public static void WriteException(EventStreamWriter writer, IBufferWriter<byte> output, string type, string message) =>
        writer.AddString(":exception-type"u8, type).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "exception"u8)
            .WriteFrame(output, Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));

    /// <summary>Reads bytes as a client would: primes, then drains.</summary>
    /// <param name="bytes">The response's body.</param>
    /// <param name="step">How many bytes each read gives at most.</param>
    /// <returns>Whether the stream ended properly, and its text. Throws what the client throws.</returns>
    public static async Task<(bool Ended, string Text)> DrainAsync(ReadOnlyMemory<byte> bytes, int step)
    {
        var response = new BedrockHttpResponse { Message = new HttpResponseMessage(), Body = new SteppedStream(bytes, step), RequestId = "r-1" };
        await using var stream = new ConverseFrameStream(new FrameReader(response)) { RequestId = "r-1" };
        await stream.PrimeAsync(TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        bool stopped = false;
        do
        {
            foreach (ref readonly ConverseEvent one in stream.Events)
            {
                stopped |= one.Kind == ConverseEventKind.MessageStop;
                text.Append(one.Kind == ConverseEventKind.TextDelta ? one.Text.GetString() : "");
            }
        }
        while (await stream.ReadAsync(TestContext.Current.CancellationToken));

        return (stopped, text.ToString());
    }
}
