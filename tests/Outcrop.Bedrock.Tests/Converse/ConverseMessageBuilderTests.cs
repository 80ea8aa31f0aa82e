using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Tests.Converse;

public class ConverseMessageBuilderTests
{
    [Fact]
    public void Build_ReasoningTextAndTool_GivesTheWholeAnswersBlocks()
    {
        ConverseResponse answer = Build(
            ("messageStart", """{"role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":""}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"th"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"ink"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"signature":"SIG=="}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":1}"""),
            ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"reasoningContent":{"redactedContent":"UkVE"}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":2}"""),
            ("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"i","name":"n"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\":"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"1}"}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":3}"""),
            ("messageStop", """{"stopReason":"tool_use"}"""),
            ("metadata", """{"metrics":{"latencyMs":5},"usage":{"inputTokens":1,"outputTokens":2},"trace":{"guardrail":{}},"serviceTier":{"type":"flex"}}"""));

        Assert.Collection(
            answer.Message.Content,
            block => Assert.Equal(new ReasoningBlock("think", "SIG=="), block),
            block => Assert.Equal(new RedactedReasoningBlock("UkVE"), block),
            block => Assert.Equal(("i", "n", """{"a":1}"""), (((ToolUseBlock)block).ToolUseId, ((ToolUseBlock)block).Name, ((ToolUseBlock)block).Input.ToString())));
        Assert.Equal(StopReason.ToolUse, answer.StopReason);
        Assert.Equal((1, 2, 5L), (answer.Usage!.InputTokens, answer.Usage.OutputTokens, answer.LatencyMilliseconds!.Value));
        Assert.Equal(["trace", "serviceTier"], answer.AdditionalMembers.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Build_ToolWithoutArguments_HasAnEmptyObject(string? fragment)
    {
        // acceptance 4.1 row 6: no input delta at all, or one that is empty.
        List<(string, string)> events =
        [
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"i","name":"n"}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            ("messageStop", """{"stopReason":"tool_use"}"""),
        ];
        if (fragment is not null)
        {
            events.Insert(1, ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":""}}}"""));
        }

        ConverseResponse answer = Build([.. events]);

        Assert.Equal("{}", Assert.IsType<ToolUseBlock>(Assert.Single(answer.Message.Content)).Input.ToString());
    }

    [Fact]
    public void Build_CitationsAndServerToolResult_AreKept()
    {
        ConverseResponse answer = Build(
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolResult":{"toolUseId":"i","type":"x_result","status":"success"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolResult":[{"text":"42"}]}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"citation":{"title":"T"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"cited"}}"""),
            ("contentBlockStop", """{"contentBlockIndex":1}"""),
            ("messageStop", """{"stopReason":"end_turn"}"""));

        var result = Assert.IsType<ToolResultBlock>(answer.Message.Content[0]);
        Assert.Equal(("i", "x_result", "success"), (result.ToolUseId, result.Type, result.Status));
        Assert.Equal(new TextBlock("42"), Assert.Single(result.Content));
        var cited = Assert.IsType<CitationsBlock>(answer.Message.Content[1]);
        Assert.Equal("""[{"title":"T"}]""", cited.Citations.ToString());
        Assert.Equal("cited", answer.Text);
    }

    [Fact]
    public void Build_MessageThatHasNotEnded_Throws()
    {
        var builder = new ConverseMessageBuilder();
        builder.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });

        Assert.Throws<InvalidOperationException>(() => builder.Build());
    }

    private static ConverseResponse Build(params (string Type, string Payload)[] events)
    {
        var builder = new ConverseMessageBuilder();
        var sink = new ConverseEventSink();
        foreach ((string type, string payload) in events)
        {
            sink.Clear();
            ConverseEventReader.Read(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload), sink);
            builder.Add(sink.Events);
        }

        return builder.Build();
    }
}
