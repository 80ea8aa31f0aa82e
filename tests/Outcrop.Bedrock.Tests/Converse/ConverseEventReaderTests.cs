using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Tests.Converse;

public class ConverseEventReaderTests
{
    [Theory]
    [InlineData("messageStart", """{"p":"ab","role":"assistant"}""", "MessageStartEvent { Role = assistant }")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"text":"h\u00e9\n\"x\""},"p":"a"}""", "ContentBlockDeltaEvent { ContentBlockIndex = 3, Delta = TextDelta { Text = hé\n\"x\" } }")]
    [InlineData("contentBlockDelta", """{"delta":{"toolUse":{"input":""}},"contentBlockIndex":1}""", "ContentBlockDeltaEvent { ContentBlockIndex = 1, Delta = ToolUseDelta { Input =  } }")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"t"}}}""", "ContentBlockDeltaEvent { ContentBlockIndex = 0, Delta = ReasoningTextDelta { Text = t } }")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"s"}}}""", "ContentBlockDeltaEvent { ContentBlockIndex = 0, Delta = ReasoningSignatureDelta { Signature = s } }")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"redactedContent":"AAA="}}}""", "ContentBlockDeltaEvent { ContentBlockIndex = 0, Delta = RedactedReasoningDelta { Base64 = AAA= } }")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolResult":[{"text":"x"}]}}""", """ContentBlockDeltaEvent { ContentBlockIndex = 0, Delta = OtherDelta { Raw = {"toolResult":[{"text":"x"}]} } }""")]
    [InlineData("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"name":"n","toolUseId":"i","type":"server_tool_use"}}}""", "ContentBlockStartEvent { ContentBlockIndex = 1, Start = ToolUseStart { ToolUseId = i, Name = n, Type = server_tool_use } }")]
    [InlineData("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolResult":{"toolUseId":"i"}}}""", """ContentBlockStartEvent { ContentBlockIndex = 1, Start = OtherStart { Raw = {"toolResult":{"toolUseId":"i"}} } }""")]
    [InlineData("contentBlockStop", """{"contentBlockIndex":7}""", "ContentBlockStopEvent { ContentBlockIndex = 7 }")]
    [InlineData("messageStop", """{"additionalModelResponseFields":{"a":1},"stopReason":"a_new_reason"}""", """MessageStopEvent { StopReason = a_new_reason, AdditionalModelResponseFields = {"a":1} }""")]
    [InlineData("somethingNew", """{"a":1}""", """UnknownEvent { Raw = {"a":1} }""")]
    [InlineData("contentBlockDelta", """{"contentBlockIndex":0}""", """UnknownEvent { Raw = {"contentBlockIndex":0} }""")]
    public void Read_OneEvent_GivesItsSafeCopy(string type, string payload, string expected)
    {
        var sink = new ConverseEventSink();

        ConverseEventReader.Read(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload), sink);

        Assert.Equal(1, sink.Events.Length);
        Assert.Equal(expected, ConverseStreamEvent.From(in sink.Events[0]).ToString());
    }

    [Theory]
    [InlineData("""{"usage":{"inputTokens":9,"outputTokens":6,"totalTokens":4523,"cacheReadInputTokens":0,"cacheReadInputTokenCount":0,"cacheWriteInputTokens":4508,"cacheWriteInputTokenCount":4508,"cacheDetails":[{"inputTokens":4508,"ttl":"1h"}]},"metrics":{"latencyMs":12}}""", 9, 6, 0, 4508)]
    [InlineData("""{"usage":{"inputTokens":9,"outputTokens":6,"totalTokens":20,"cacheReadInputTokenCount":5}}""", 9, 6, 5, 0)]
    [InlineData("""{"usage":{"inputTokens":9.0,"outputTokens":6.0}}""", 9, 6, 0, 0)]
    public void Read_CacheUsageUnderBothNames_IsCountedOnce(string payload, int input, int output, int read, int write)
    {
        // acceptance 4.1 row 18.
        var sink = new ConverseEventSink();

        ConverseEventReader.Read("metadata"u8, Encoding.UTF8.GetBytes(payload), sink);

        TokenUsage usage = sink.Events[0].Usage!;
        Assert.Equal((input, output, read, write), (usage.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheWriteInputTokens));
        Assert.Equal(input + output + read + write, usage.TotalTokens);
    }

    [Theory]
    [InlineData("contentBlockDelta", "{")]
    [InlineData("contentBlockDelta", "[]")]
    [InlineData("contentBlockDelta", """{"delta":3}""")]
    [InlineData("contentBlockStop", """{"contentBlockIndex":0} {}""")]
    [InlineData("messageStop", "{}")]
    [InlineData("messageStop", """{"stopReason":null}""")]
    [InlineData("metadata", """{"usage":3}""")]
    public void Read_PayloadThatIsNotItsTypes_IsAnErrorAndNoEnd(string type, string payload)
    {
        var sink = new ConverseEventSink();

        var fault = Assert.Throws<BedrockException>(() => ConverseEventReader.Read(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload), sink));

        Assert.Equal(BedrockErrorKind.UnexpectedResponse, fault.Kind);
        Assert.Equal(0, sink.Events.Length);
    }

    [Fact]
    public void Read_TextDelta_AllocatesNothing()
    {
        byte[] payload = Encoding.UTF8.GetBytes("""{"contentBlockIndex":0,"delta":{"text":"some text with an escape \n in it"},"p":"abcdefghijklmnop"}""");
        var sink = new ConverseEventSink();
        long allocated = AllocationMeter.Measure(() =>
        {
            sink.Clear();
            ConverseEventReader.Read("contentBlockDelta"u8, payload, sink);
        });

        Assert.Equal(0, allocated);
    }
}
