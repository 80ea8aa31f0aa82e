using System.Text;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Event streams as Bedrock sends them, to be cut and damaged.</summary>
internal static class WireBody
{
    /// <summary>Thought, signature, encrypted thought, text, a call, the end.</summary>
    public static IReadOnlyList<(string Type, string Payload)> Everything { get; } =
    [
        ("messageStart", """{"role":"assistant","p":"abc"}"""),
        ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Is \"it\"?\n"}},"p":"abcd"}"""),
        ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Yes."}},"p":"abcd"}"""),
        ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln+/bmF0dXJl=="}},"p":"abcd"}"""),
        ("contentBlockStop", """{"contentBlockIndex":0}"""),
        ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"cmVk+/YWN0ZWQ="}}}"""),
        ("contentBlockStop", """{"contentBlockIndex":1}"""),
        ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"Quartz \u2014 "}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"石英 🪨"}}"""),
        ("contentBlockStop", """{"contentBlockIndex":2}"""),
        ("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"tooluse_1","name":"get_weather"}}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"city\": "}}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"\"Troms\u00f8\"}"}}}"""),
        ("contentBlockStop", """{"contentBlockIndex":3}"""),
        ("messageStop", """{"stopReason":"tool_use"}"""),
        ("metadata", """{"usage":{"inputTokens":11,"outputTokens":7,"totalTokens":38,"cacheReadInputTokens":16,"cacheWriteInputTokens":4},"metrics":{"latencyMs":5}}"""),
    ];

    public static byte[] Of(IEnumerable<(string Type, string Payload)> frames)
    {
        using var output = new PooledBufferWriter();
        foreach ((string type, string payload) in frames)
        {
            Append(output, ":event-type", type, "event", payload);
        }

        return output.WrittenSpan.ToArray();
    }

    public static byte[] Exception(string type)
    {
        using var output = new PooledBufferWriter();
        Append(output, ":exception-type", type, "exception", """{"message":"words of AWS's"}""");
        return output.WrittenSpan.ToArray();
    }

    private static void Append(PooledBufferWriter output, string name, string type, string messageType, string payload)
    {
        using var writer = new EventStreamWriter();
        writer.AddString(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(type)).AddString(":content-type"u8, "application/json"u8)
            .AddString(":message-type"u8, Encoding.UTF8.GetBytes(messageType)).WriteFrame(output, Encoding.UTF8.GetBytes(payload));
    }
}
